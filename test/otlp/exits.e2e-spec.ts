import { diag } from '@opentelemetry/api';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setEnvironment } from '../support/environment.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { startShop } from '../support/shop-app.js';
import { adapters } from '../support/test-app.js';

describe.each(adapters)('what leaves an application on %s by OTLP, and what does not', adapter => {
  let receiver: OtlpReceiver;
  let restore: () => void = () => undefined;
  beforeEach(async () => void (receiver = await OtlpReceiver.start()));
  afterEach(async () => {
    restore();
    diag.disable();
    await receiver.stop();
  });

  const paths = () => [...new Set(receiver.requests.map(({ path }) => path))].sort();
  const header = (path: string, name: string) =>
    receiver.requests.find(request => request.path === path)?.headers[name];

  it('follows endpoint and headers of a single signal', async () => {
    const elsewhere = await OtlpReceiver.start();
    restore = setEnvironment({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-team=shop,x-tone=calm%20blue',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${elsewhere.endpoint}/v1/traces`,
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-team=traces',
    });
    const { client, stop } = await startShop(
      { otlp: { headers: { 'x-option': 'kept', 'x-team': 'no' } } },
      adapter,
    );
    await client.get('/orders/7');
    await stop();
    await elsewhere.stop();

    expect(paths()).toEqual(['/v1/logs', '/v1/metrics']);
    expect(header('/v1/logs', 'x-team')).toBe('shop');
    expect(header('/v1/logs', 'x-tone')).toBe('calm blue');
    expect(header('/v1/metrics', 'x-option')).toBe('kept');
    expect(elsewhere.requests.map(({ path, headers }) => [path, headers['x-team']])).toEqual([
      ['/v1/traces', 'traces'],
    ]);
    expect(elsewhere.spans).toHaveLength(2);
  });

  it.each([
    ['TRACES', ['/v1/logs', '/v1/metrics']],
    ['METRICS', ['/v1/logs', '/v1/traces']],
    ['LOGS', ['/v1/metrics', '/v1/traces']],
  ])('keeps %s at home when its exporter is none', async (signal, rest) => {
    restore = setEnvironment({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      [`OTEL_${signal}_EXPORTER`]: 'none',
    });
    const { client, stop } = await startShop({}, adapter);
    await client.get('/orders/7');
    await stop();
    expect(paths()).toEqual(rest);
  });

  it.each([
    ['tracing', ['/v1/logs', '/v1/metrics']],
    ['metrics', ['/v1/logs', '/v1/traces']],
    ['logging', ['/v1/metrics', '/v1/traces']],
  ])('sends no %s when that is off', async (signal, rest) => {
    restore = setEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint });
    const { client, stop } = await startShop({ [signal]: false }, adapter);
    expect((await client.get('/orders/7')).status).toBe(200);
    await stop();
    expect(paths()).toEqual(rest);
  });

  it('sends nothing with OTEL_SDK_DISABLED, while the application works and logs request ids', async () => {
    restore = setEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, OTEL_SDK_DISABLED: 'true' });
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const { client, stop } = await startShop({ logging: { destination } }, adapter);
    const answer = await client.get('/orders/7', { 'x-request-id': 'request-0001' });
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([200, 'request-0001']);
    expect((await client.get('/metrics')).status).toBe(404);
    expect((await client.get('/healthz')).status).toBe(200);
    await stop();

    expect(receiver.requests).toEqual([]);
    const written = lines.map(line => JSON.parse(line) as Record<string, unknown>);
    for (const msg of ['looked up 7', 'GET /orders/:id completed'])
      expect(written.find(line => line['msg'] === msg)).toMatchObject({ request_id: 'request-0001' });
    expect(written.filter(line => 'trace_id' in line)).toEqual([]);
  });

  it.each([
    ['traceidratio', '0', 0],
    ['parentbased_traceidratio', '1', 40],
    ['always_off', undefined, 0],
    ['always_on', undefined, 40],
  ])('follows OTEL_TRACES_SAMPLER=%s, argument %s', async (sampler, argument, spans) => {
    restore = setEnvironment({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_TRACES_SAMPLER: sampler,
      OTEL_TRACES_SAMPLER_ARG: argument,
    });
    const { client, stop } = await startShop({ tracing: { ratio: 0.5 } }, adapter);
    for (let id = 0; id < 20; id += 1) await client.get(`/orders/${id}`);
    await stop();
    expect(receiver.spans).toHaveLength(spans);
    // What is sampled away is still measured.
    const durations = receiver.metricPoints.filter(
      ({ name, attributes }) =>
        name === 'http.server.request.duration' && attributes['http.route'] === '/orders/:id',
    );
    expect(durations.at(-1)?.count).toBe(20);
  });

  it('keeps whole traces at a ratio, about as many as it says', async () => {
    restore = setEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint });
    const { client, stop } = await startShop({ tracing: { ratio: 0.3 } }, adapter);
    for (let id = 0; id < 200; id += 1) await client.get(`/orders/${id}`);
    await stop();
    const traces = new Map<string, number>();
    for (const { traceId } of receiver.spans) traces.set(traceId, (traces.get(traceId) ?? 0) + 1);
    expect(new Set(traces.values())).toEqual(new Set([2]));
    // Six standard deviations either side of 60.
    expect(traces.size).toBeGreaterThan(20);
    expect(traces.size).toBeLessThan(100);
  });

  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  it.each([
    [undefined, true],
    ['tracecontext', true],
    ['baggage', false],
    ['none', false],
  ])('with OTEL_PROPAGATORS=%s continues the trace of the caller: %s', async (propagators, continues) => {
    restore = setEnvironment({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_PROPAGATORS: propagators,
    });
    const { client, stop } = await startShop({}, adapter);
    await client.get('/orders/7', { traceparent });
    await stop();
    const span = receiver.spans.find(({ kind }) => kind === 'server');
    expect(span?.traceId === '0af7651916cd43dd8448eb211c80319c').toBe(continues);
    expect(span?.parentSpanId).toBe(continues ? 'b7ad6b7169203331' : undefined);
  });

  it('without an exporter gives lines their ids, records no span and opens no connection', async () => {
    restore = setEnvironment({});
    const connections: unknown[] = [];
    const note = (message: unknown) => void connections.push((message as { socket: unknown }).socket);
    subscribe('net.client.socket', note);
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const { client, stop, telemetry } = await startShop({ logging: { destination } }, adapter);
    telemetry.stop();
    connections.length = 0;
    await client.get('/orders/7');
    await stop();
    unsubscribe('net.client.socket', note);

    expect(connections).toHaveLength(1); // the test client's own
    expect(telemetry.spans()).toEqual([]);
    const ids = lines
      .map(line => JSON.parse(line) as Record<string, unknown>)
      .filter(line => line['request_id'] !== undefined)
      .map(line => line['trace_id']);
    expect(ids).toHaveLength(2);
    expect(ids).toEqual([expect.stringMatching(/^(?!0{32})[0-9a-f]{32}$/), ids[0]]);
  });
});
