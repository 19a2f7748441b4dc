import { join } from 'node:path';
import { ChildApp } from '../support/child-app.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { adapters } from '../support/test-app.js';

const fixture = (name: string) => join(__dirname, 'fixtures', name);

describe.each(adapters)('Beside an OpenTelemetry SDK that was there first, an application on %s', adapter => {
  let receiver: OtlpReceiver;
  let child: ChildApp;
  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    child = new ChildApp(fixture('shop.mjs'), {
      args: [adapter],
      nodeArgs: ['--import', fixture('other-sdk.mjs')],
      env: {
        NODE_ENV: 'production',
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_BSP_SCHEDULE_DELAY: '100',
      },
    });
    const url = (await child.waitForLine(/^listening at/, 30_000)).replace('listening at ', '');
    for (const path of ['orders/7', 'failures/8', 'nowhere'])
      await (await fetch(`${url}/${path}`, { headers: { connection: 'close' } })).text();
    await receiver.waitForSpans(() => receiver.spans.length >= 4);
    child.signal('SIGTERM');
    await child.waitForExit(20_000);
  }, 60_000);
  afterAll(async () => {
    await child.stop();
    await receiver.stop();
  });

  const servers = () => receiver.spans.filter(({ kind }) => kind === 'server');
  const named = (name: string) => receiver.spans.find(span => span.name === name);

  it('has one server span for each request, that of the other SDK', () => {
    expect(servers().map(({ name }) => name)).toEqual(['GET /orders/:id', 'GET /failures/:id', 'GET']);
    expect(new Set(servers().map(({ scope }) => scope.name))).toEqual(
      new Set(['@opentelemetry/instrumentation-http']),
    );
    expect(new Set(receiver.spans.map(({ spanId }) => spanId)).size).toBe(receiver.spans.length);
  });

  it('puts on it what only this library knows', () => {
    expect(named('GET /orders/:id')?.attributes).toMatchObject({
      'http.route': '/orders/:id',
      'http.response.status_code': 200,
      'code.function.name': 'ShopController.find',
      'request.id': expect.stringMatching(/./),
    });
    expect(named('GET /failures/:id')).toMatchObject({
      status: { code: 'error' },
      // Whoever ends the span has the last word, and says the status.
      attributes: { 'error.type': '500' },
      events: [{ name: 'exception', attributes: { 'exception.type': 'TypeError' } }],
    });
  });

  it('makes its own spans inside of it, by the same SDK', () => {
    const server = named('GET /orders/:id');
    const method = named('ShopController.look');

    expect(method).toMatchObject({ traceId: server?.traceId, parentSpanId: server?.spanId });
    expect(method?.resource['service.name']).toBe('set-up-by-hand');
  });

  it('ties its log lines to it, and tells about the other set-up', () => {
    const line = child.jsonLines.find(({ route }) => route === '/orders/:id');
    const server = named('GET /orders/:id');

    expect(line).toMatchObject({ trace_id: server?.traceId, span_id: server?.spanId });
    expect(child.jsonLines.map(({ msg }) => msg)).toContainEqual(
      expect.stringMatching(/^Beside others: OpenTelemetry was set up before \(\w+\): its server spans/),
    );
  });
});
