import { hostname } from 'node:os';
import type { OtlpOptions } from 'nestjs-observability';
import { setEnvironment } from '../support/environment.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { startShop } from '../support/shop-app.js';
import { adapters } from '../support/test-app.js';

const recommendedBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

const forms = [
  { protocol: 'http/json', compression: 'none' },
  { protocol: 'http/json', compression: 'gzip' },
  { protocol: 'http/protobuf', compression: 'none' },
  { protocol: 'http/protobuf', compression: 'gzip' },
] as const satisfies readonly OtlpOptions[];

describe.each(adapters)('an application on %s with an OTLP endpoint', adapter => {
  let receiver: OtlpReceiver;
  let restore: () => void;
  beforeEach(async () => {
    receiver = await OtlpReceiver.start();
    restore = setEnvironment({});
  });
  afterEach(async () => {
    restore();
    await receiver.stop();
  });

  const expectAllSignals = ({ protocol, compression }: (typeof forms)[number]) => {
    expect(receiver.requests.map(({ problem }) => problem)).toEqual(receiver.requests.map(() => undefined));
    expect(new Set(receiver.requests.map(({ path }) => path))).toEqual(
      new Set(['/v1/traces', '/v1/metrics', '/v1/logs']),
    );
    expect(new Set(receiver.requests.map(({ contentType }) => contentType))).toEqual(
      new Set([protocol === 'http/json' ? 'application/json' : 'application/x-protobuf']),
    );
    expect(new Set(receiver.requests.map(({ encoding }) => encoding))).toEqual(
      new Set([compression === 'gzip' ? 'gzip' : 'identity']),
    );
    expect(receiver.spans.map(({ name }) => name).sort()).toEqual(['GET /orders/:id', 'ShopService.find']);
    expect(receiver.logRecords.map(({ body }) => body)).toContain('looked up 7');
    expect(receiver.metricPoints.map(({ name }) => name)).toContain('http.server.request.duration');
    const { spans, metricPoints, logRecords } = receiver;
    const [resource, ...others] = [...spans, ...metricPoints, ...logRecords].map(({ resource }) => resource);
    for (const other of others) expect(other).toEqual(resource);
    expect(resource).toMatchObject({
      'service.name': 'nestjs-observability-monorepo',
      'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'host.name': hostname(),
      'process.pid': process.pid,
    });
  };

  it.each(forms)('named by an option sends all three signals as $protocol, $compression', async form => {
    const { client, stop } = await startShop({ otlp: { endpoint: receiver.endpoint, ...form } }, adapter);
    expect((await client.get('/orders/7')).status).toBe(200);
    await stop();
    expectAllSignals(form);
  });

  it.each(forms)('named by variables sends all three signals as $protocol, $compression', async form => {
    restore();
    restore = setEnvironment({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: form.protocol,
      OTEL_EXPORTER_OTLP_COMPRESSION: form.compression,
    });
    const { client, stop } = await startShop({}, adapter);
    expect((await client.get('/orders/7')).status).toBe(200);
    await stop();
    expectAllSignals(form);
  });

  it('sends protobuf for traces and logs, JSON for metrics, all gzip, when told nothing else', async () => {
    const { client, stop } = await startShop({ otlp: { endpoint: receiver.endpoint } }, adapter);
    await client.get('/orders/7');
    await stop();
    const types = new Map(receiver.requests.map(({ path, contentType }) => [path, contentType]));
    expect(types).toEqual(
      new Map([
        ['/v1/traces', 'application/x-protobuf'],
        ['/v1/logs', 'application/x-protobuf'],
        ['/v1/metrics', 'application/json'],
      ]),
    );
    expect(new Set(receiver.requests.map(({ encoding }) => encoding))).toEqual(new Set(['gzip']));
  });

  it('names its metrics by the conventions, with unit and recommended boundaries', async () => {
    const { client, stop } = await startShop({ otlp: { endpoint: receiver.endpoint } }, adapter);
    await client.get('/orders/7');
    await stop();
    const points = receiver.metricPoints.filter(({ name }) => name === 'http.server.request.duration');
    const point = points.find(({ attributes }) => attributes['http.route'] === '/orders/:id');
    expect(point).toMatchObject({
      unit: 's',
      type: 'histogram',
      temporality: 'cumulative',
      count: 1,
      bounds: recommendedBounds,
      scope: { name: 'nestjs-observability' },
      attributes: {
        'http.request.method': 'GET',
        'http.response.status_code': 200,
        'http.route': '/orders/:id',
        'url.scheme': 'http',
      },
    });
  });

  it('shows the same values by OTLP as on /metrics, those of prom-client too', async () => {
    const { client, stop } = await startShop({ otlp: { endpoint: receiver.endpoint } }, adapter);
    await client.get('/orders/7');
    await client.get('/orders/8');
    const page = (await client.get('/metrics')).text;
    await stop();

    expect(page).toContain('shop_views_total{kind="order"} 2');
    const views = receiver.metricPoints.filter(({ name }) => name === 'shop_views_total');
    expect(views.at(-1)).toMatchObject({
      type: 'sum',
      monotonic: true,
      value: 2,
      description: 'Orders looked at',
      attributes: { kind: 'order' },
      scope: { name: 'prom-client' },
    });

    const line = /^http_server_request_duration_seconds_count\{.*http_route="\/orders\/:id".*\} (\d+)$/m;
    expect(line.exec(page)?.[1]).toBe('2');
    const durations = receiver.metricPoints.filter(
      ({ name, attributes }) =>
        name === 'http.server.request.duration' && attributes['http.route'] === '/orders/:id',
    );
    expect(durations.at(-1)?.count).toBe(2);
  });

  it('ties log records to their spans and gives them severity and exception', async () => {
    const { client, stop } = await startShop({ otlp: { endpoint: receiver.endpoint } }, adapter);
    await client.get('/orders/7');
    await client.get('/orders/7/failure');
    await stop();

    const span = (name: string) => receiver.spans.find(candidate => candidate.name === name);
    const lookedUp = receiver.logRecords.find(({ body }) => body === 'looked up 7');
    expect(lookedUp).toMatchObject({
      severityText: 'INFO',
      severityNumber: 9,
      traceId: span('ShopService.find')?.traceId,
      spanId: span('ShopService.find')?.spanId,
      attributes: { context: 'Shop', request_id: expect.stringMatching(/^[0-9a-f]{32}$/) },
    });
    const failed = receiver.logRecords.find(({ severityText }) => severityText === 'ERROR');
    expect(failed).toMatchObject({
      severityNumber: 17,
      traceId: span('GET /orders/:id/failure')?.traceId,
      spanId: span('GET /orders/:id/failure')?.spanId,
      attributes: {
        'exception.type': 'TypeError',
        'exception.message': 'out of paper',
        'exception.stacktrace': expect.stringContaining('ShopService.fail'),
      },
    });
    expect(failed?.attributes).not.toHaveProperty('trace_id');
  });
});
