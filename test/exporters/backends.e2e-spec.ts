import type { OtlpOptions } from 'nestjs-observability';
import {
  collector,
  grafana,
  grafanaStack,
  honeycomb,
  jaeger,
  lightstep,
  scout,
  signoz,
} from 'nestjs-observability/presets';
import { setEnvironment } from '../support/environment.js';
import { OtlpGrpcReceiver } from '../support/otlp-grpc-receiver.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { startShop } from '../support/shop-app.js';
import { adapters } from '../support/test-app.js';
import { TokenServer } from '../support/token-server.js';

type Receiver = OtlpReceiver;
const paths = { traces: '/v1/traces', metrics: '/v1/metrics', logs: '/v1/logs' };
const basic = (user: string) => `Basic ${Buffer.from(user).toString('base64')}`;

/** Each: how the backend is named, and the header that it wants. */
const presets: [
  name: string,
  preset: (endpoint: string) => OtlpOptions,
  variables: (endpoint: string) => Record<string, string>,
  header: readonly [name: string, value: string],
][] = [
  [
    'SigNoz',
    endpoint => signoz({ region: 'eu', ingestionKey: 'key-1', endpoint }),
    endpoint => ({
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: 'signoz-ingestion-key=key-1',
    }),
    ['signoz-ingestion-key', 'key-1'],
  ],
  [
    'Honeycomb',
    endpoint => honeycomb({ apiKey: 'key-1', dataset: 'shop metrics', endpoint }),
    endpoint => ({
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-honeycomb-team=key-1,x-honeycomb-dataset=shop%20metrics',
    }),
    ['x-honeycomb-team', 'key-1'],
  ],
  [
    'Grafana Cloud',
    endpoint => grafana({ instanceId: '123', token: 'glc_x', endpoint }),
    endpoint => ({
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=${encodeURIComponent(basic('123:glc_x'))}`,
    }),
    ['authorization', basic('123:glc_x')],
  ],
];

describe.each(adapters)('a backend of an application on %s', adapter => {
  let receiver: Receiver;
  let restore: () => void;
  beforeEach(async () => {
    receiver = await OtlpReceiver.start();
    restore = setEnvironment({ OTEL_SERVICE_NAME: 'shop' });
  });
  afterEach(async () => {
    restore();
    await receiver.stop();
  });

  /** One request of the shop, and everything that it makes sent. */
  async function serveOne(otlp: OtlpOptions | readonly OtlpOptions[] | undefined): Promise<void> {
    const { client, stop } = await startShop(otlp ? { otlp } : {}, adapter);
    expect((await client.get('/orders/7')).status).toBe(200);
    await stop();
  }
  const pathsSeen = (from: Receiver = receiver) => [...new Set(from.requests.map(({ path }) => path))].sort();
  const expectProtobuf = (from: Receiver = receiver) => {
    for (const { contentType, encoding } of from.requests)
      expect([contentType, encoding]).toEqual(['application/x-protobuf', 'gzip']);
  };
  const expectShop = (from: Receiver = receiver) => {
    expect(from.requests.map(({ problem }) => problem).filter(Boolean)).toEqual([]);
    for (const { resource } of [...from.spans, ...from.logRecords, ...from.metricPoints])
      expect(resource).toMatchObject({
        'service.name': 'shop',
        'service.instance.id': expect.any(String),
        'deployment.environment.name': expect.any(String),
        'telemetry.sdk.language': 'nodejs',
      });
  };

  it.each(presets)('%s gets its key with every signal, by preset', async (_, preset, __, [name, value]) => {
    await serveOne(preset(receiver.endpoint));
    expect(pathsSeen()).toEqual(Object.values(paths).sort());
    for (const { headers } of receiver.requests) expect(headers[name]).toBe(value);
    expectProtobuf();
    expectShop();
    expect(receiver.spans.map(({ name }) => name)).toContain('GET /orders/:id');
  });

  it.each(presets)(
    '%s gets its key with every signal, by variables',
    async (_, __, variables, [name, value]) => {
      restore();
      restore = setEnvironment({ OTEL_SERVICE_NAME: 'shop', ...variables(receiver.endpoint) });
      await serveOne(undefined);
      expect(pathsSeen()).toEqual(Object.values(paths).sort());
      for (const { headers } of receiver.requests) expect(headers[name]).toBe(value);
      expectShop();
    },
  );

  it('Lightstep gets its token, and metrics at the path where it takes them', async () => {
    await serveOne(lightstep({ accessToken: 'token-1', endpoint: receiver.endpoint }));
    expect(pathsSeen()).toEqual(['/metrics/otlp/v0.9', '/v1/logs', '/v1/traces']);
    for (const { headers } of receiver.requests) expect(headers['lightstep-access-token']).toBe('token-1');
    expectProtobuf();
  });

  it('Jaeger gets traces alone, without credentials', async () => {
    await serveOne(jaeger({ endpoint: receiver.endpoint }));
    expect(pathsSeen()).toEqual([paths.traces]);
    expect(receiver.requests[0]?.headers).not.toHaveProperty('authorization');
    expectProtobuf();
    expectShop();
  });

  it('a collector gets all three signals', async () => {
    await serveOne(collector({ endpoint: receiver.endpoint }));
    expect(pathsSeen()).toEqual(Object.values(paths).sort());
    expectProtobuf();
    expectShop();
  });

  it('a collector gets all three signals by gRPC', async () => {
    const grpc = await OtlpGrpcReceiver.start();
    await serveOne(collector({ endpoint: grpc.endpoint, protocol: 'grpc' }));
    grpc.stop();
    expect([...new Set(grpc.calls.map(({ path }) => path))].sort()).toEqual(Object.values(paths).sort());
    expect(grpc.spans.map(({ name }) => name).sort()).toEqual(['GET /orders/:id', 'ShopService.find']);
    expect(grpc.logRecords.map(({ body }) => body)).toContain('looked up 7');
    expect(grpc.metricPoints.map(({ name }) => name)).toContain('http.server.request.duration');
    for (const { resource } of grpc.spans) expect(resource).toMatchObject({ 'service.name': 'shop' });
  });

  it('Scout gets a token of the client credentials grant, one for all signals', async () => {
    const tokens = await TokenServer.start();
    const { endpoint } = receiver;
    await serveOne(scout({ endpoint, tokenUrl: tokens.url, clientId: 'shop', clientSecret: 's3cret' }));
    await tokens.stop();
    expect(pathsSeen()).toEqual(Object.values(paths).sort());
    expect(new Set(receiver.requests.map(({ headers }) => headers.authorization))).toEqual(
      new Set(['Bearer token-1']),
    );
    expect(tokens.requests.map(({ authorization, parameters }) => [authorization, parameters])).toEqual([
      [basic('shop:s3cret'), { grant_type: 'client_credentials', audience: 'b14collector' }],
    ]);
    expect(receiver.spans.map(({ name }) => name).sort()).toEqual(['GET /orders/:id', 'ShopService.find']);
    expectProtobuf();
    expectShop();
  });

  it('of the Grafana stack gets its own signal', async () => {
    const [loki, prometheus] = [await OtlpReceiver.start(), await OtlpReceiver.start()];
    await serveOne(
      grafanaStack({
        tempo: receiver.endpoint,
        loki: loki.endpoint,
        prometheus: prometheus.endpoint,
        tenant: 'shop',
      }),
    );
    await Promise.all([loki.stop(), prometheus.stop()]);
    expect([receiver, loki, prometheus].map(from => pathsSeen(from))).toEqual([
      ['/v1/traces'],
      ['/otlp/v1/logs'],
      ['/api/v1/otlp/v1/metrics'],
    ]);
    for (const { headers } of [...receiver.requests, ...loki.requests, ...prometheus.requests])
      expect(headers['x-scope-orgid']).toBe('shop');
  });
});
