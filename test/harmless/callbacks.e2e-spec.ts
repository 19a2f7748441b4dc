import { metrics } from '@opentelemetry/api';
import { TelemetryTaps, type ObservabilityOptions } from 'nestjs-observability';
import { Gauge, register } from 'prom-client';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { bareApp, type BareApp } from './fixtures/bare-app.js';
import { host, HostModule } from './fixtures/host.module.js';
import { misbehaviours } from './fixtures/misbehaviour.js';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Options whose every callback misbehaves when the host does. */
const options = (endpoint: string): ObservabilityOptions => ({
  otlp: { endpoint, headers: () => host.callback('otlp.headers', {}) },
  tracing: { outgoingHttp: false },
  propagation: { trust: () => host.callback('propagation.trust', true) },
  identify: () => host.callback('identify', { id: 'u-1' }),
  errors: {
    expected: () => host.callback('errors.expected', false),
    reporters: [{ report: () => host.callback('errors.reporters', undefined) }],
  },
  logging: { destination: { write: () => host.callback('logging.destination', true) } },
});

const requests = [
  { path: '/orders/7' },
  { path: '/orders/7/failure' },
  { path: '/orders', json: { id: 'o-1' } },
  { path: '/orders', json: { id: 'bad' } },
  { path: '/nowhere' },
];

/** Asked whatever they did before: their answers are evidence, or belong to the application. */
const askedAlways = ['identify', 'logging.destination'];

describe.each(adapters)('An application on %s whose callbacks misbehave', adapter => {
  let observed: RunningTestApp;
  let bare: BareApp;
  let receiver: OtlpReceiver;
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);

  beforeAll(async () => {
    register.clear();
    host.now = 'answers';
    host.asked.clear();
    process.on('unhandledRejection', note);
    receiver = await OtlpReceiver.start();
    bare = await bareApp(HostModule, adapter);
    observed = await testApp(HostModule).on(adapter).observedWith(options(receiver.endpoint)).start();
    observed.app.get(TelemetryTaps).tap({
      onSpan: () => host.callback('tap', undefined),
      onLogLine: () => host.callback('tap', undefined),
    });
    register.registerMetric(
      new Gauge({
        name: 'prom_client',
        help: 'any',
        collect: () => host.callback('prom-client collect', undefined),
        registers: [],
      }),
    );
    metrics
      .getMeter('host')
      .createObservableGauge('observable')
      .addCallback(() => host.callback('observable callback', undefined));
  });
  afterAll(async () => {
    host.now = 'answers';
    await observed?.stop();
    await bare?.stop();
    await receiver?.stop();
    process.off('unhandledRejection', note);
  }, 20_000);

  const send = async (to: Pick<RunningTestApp, 'client'>) => {
    const answers: unknown[] = [];
    for (const { path, json } of requests) {
      const { status, text, headers } = await to.client.request(path, {
        ...(json && { method: 'POST', json }),
        headers: { traceparent },
      });
      answers.push([path, status, text, headers.get('content-type')]);
    }
    return answers;
  };

  it.each(misbehaviours)(
    'answers as it does without us when each of them %s',
    async misbehaviour => {
      host.now = misbehaviour;
      const before = new Map(host.asked);
      expect(await send(observed)).toEqual(await send(bare));
      if (misbehaviour === 'answers' || misbehaviour === 'throws') await observed.client.get('/metrics');
      const asked = [...host.asked].filter(([option, times]) => times > (before.get(option) ?? 0));
      const expected = [
        '@Traced attributes',
        '@Traced links',
        'propagation.trust',
        'identify',
        'errors.expected',
      ];
      expect(asked.map(([option]) => option)).toEqual(
        expect.arrayContaining([...expected, 'logging.destination', 'tap']),
      );
      // A promise is rejected in a later turn.
      await new Promise(setImmediate);
      expect(unhandled).toEqual([]);
    },
    20_000,
  );

  it('counts what they did by the name of their option', async () => {
    host.now = 'answers';
    const { text } = await observed.client.get('/metrics');
    const sites = [...text.matchAll(/nestjs_observability_faults_total\{[^}]*site="([^"]+)"/g)].map(
      ([, site]) => site,
    );
    expect(sites).toEqual(
      expect.arrayContaining([
        'HostService.find: arguments callback',
        'HostService.find: result callback',
        'HostService.find: links callback',
        'errors.expected',
        'errors.reporters[0]',
        'identify option',
        'logging.destination',
        'propagation.trust option',
      ]),
    );
  });

  it('asks those no longer that fail every time, but for those whose answer is evidence', async () => {
    host.now = 'throws';
    for (let round = 0; round < 110; round += 1) await observed.client.get('/orders/7', { traceparent });
    const before = new Map(host.asked);
    await observed.client.get('/orders/7', { traceparent });
    const stillAsked = [...host.asked].filter(([option, times]) => times > (before.get(option) ?? 0));
    expect(stillAsked.map(([option]) => option)).toEqual(expect.arrayContaining(askedAlways));
    expect(stillAsked.map(([option]) => option)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/@Traced|propagation/)]),
    );
    host.now = 'answers';
    const { text } = await observed.client.get('/metrics');
    const paused = [...text.matchAll(/nestjs_observability_callbacks_paused\{[^}]*site="([^"]+)"\} 1/g)];
    expect(paused.map(([, site]) => site).sort()).toEqual([
      'HostService.find: arguments callback',
      'HostService.find: links callback',
      'HostService.find: result callback',
      'propagation.trust option',
    ]);
  }, 20_000);

  it('still records the requests', async () => {
    await until(() => receiver.spans.length > 100, { describe: () => 'the spans of the requests' });
    const { text } = await observed.client.get('/metrics');
    expect(text).toMatch(
      /http_server_request_duration_seconds_count\{[^}]*http_route="\/orders\/:id"[^}]*\} 11\d/,
    );
  });
});
