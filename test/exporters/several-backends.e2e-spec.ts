import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setEnvironment } from '../support/environment.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { startShop } from '../support/shop-app.js';
import { adapters } from '../support/test-app.js';

describe.each(adapters)('an application on %s with several backends', adapter => {
  let receiver: OtlpReceiver;
  let restore: () => void;
  beforeEach(async () => {
    receiver = await OtlpReceiver.start();
    restore = setEnvironment({ OTEL_BSP_SCHEDULE_DELAY: '50', OTEL_BLRP_SCHEDULE_DELAY: '50' });
  });
  afterEach(async () => {
    restore();
    await receiver.stop();
  });

  it('sends everything to each that takes it', async () => {
    const second = await OtlpReceiver.start();
    const { client, stop } = await startShop(
      {
        otlp: [
          { endpoint: receiver.endpoint, headers: { 'x-team': 'one' } },
          {
            endpoint: second.endpoint,
            protocol: 'http/json',
            compression: 'none',
            signals: ['traces', 'logs'],
          },
        ],
      },
      adapter,
    );
    await client.get('/orders/7');
    const { text: page } = await client.get('/metrics');
    await stop();
    await second.stop();

    const seen = ({ requests }: OtlpReceiver) => new Set(requests.map(({ path }) => path));
    expect(seen(receiver)).toEqual(new Set(['/v1/traces', '/v1/metrics', '/v1/logs']));
    expect(seen(second)).toEqual(new Set(['/v1/traces', '/v1/logs']));
    expect(receiver.spans.map(({ spanId }) => spanId).sort()).toEqual(
      second.spans.map(({ spanId }) => spanId).sort(),
    );
    expect(new Set(second.requests.map(({ contentType, encoding }) => `${contentType} ${encoding}`))).toEqual(
      new Set(['application/json identity']),
    );
    expect(second.requests.some(({ headers }) => 'x-team' in headers)).toBe(false);
    // Each has figures of its own, or one would hide the other's.
    for (const metric of [
      'processor_span_queue_size',
      'processor_log_queue_size',
      'processor_span_processed_total',
    ])
      expect(page.match(new RegExp(`^otel_sdk_${metric}\\{`, 'gm'))).toHaveLength(2);
    expect(page).toMatch(/_span_exported_total\{[^}]*otlp_http_json_span_exporter\/1/);
    expect(page).toMatch(/_metric_data_point_exported_total\{[^}]*otlp_http_json_metric_exporter\/0/);
  });

  it('is not held up at one by another that hangs, that refuses or that is not there', async () => {
    const hanging = await OtlpReceiver.start();
    hanging.fail({ kind: 'hang' });
    const refusing = await OtlpReceiver.start();
    refusing.fail({ kind: 'status', status: 503 });
    const refusingAt = refusing.endpoint;
    const absent = await unusedEndpoint();
    const lines: string[] = [];
    const { client, stop } = await startShop(
      {
        otlp: [
          { endpoint: hanging.endpoint },
          { endpoint: refusing.endpoint },
          { endpoint: absent },
          { endpoint: receiver.endpoint },
        ],
        metrics: { exportInterval: 100 },
        logging: { destination: { write: (line: string) => lines.push(line) } },
        shutdown: { flushTimeout: 500 },
      },
      adapter,
    );
    for (let orders = 0; orders < 3; orders += 1) {
      await client.get(`/orders/${orders}`);
      await receiver.waitForSpans(2 * (orders + 1));
    }
    await receiver.waitForLogRecords(3);
    await receiver.waitForMetricPoints(({ name }) => name === 'http.server.request.duration');
    await stop();
    await Promise.all([hanging.stop(), refusing.stop()]);
    expect(hanging.spans).toEqual([]);
    // One line for all exits, and one at the end for what happened after it.
    const told = lines.filter(line => line.includes('Telemetry fault in export ('));
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThanOrEqual(2);
    for (const faulty of [refusingAt, absent])
      expect(told.filter(line => line.includes(`traces to ${faulty}: `))).not.toEqual([]);
  });
});

/** An address at which nobody listens. */
async function unusedEndpoint(): Promise<string> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
