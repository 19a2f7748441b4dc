import { FaultyCollector } from '../support/faulty-collector.js';
import { setEnvironment } from '../support/environment.js';
import { startShop } from '../support/shop-app.js';
import { adapters } from '../support/test-app.js';
import { until } from '../support/until.js';

describe.each(adapters)('an application on %s whose collector goes away and comes back', adapter => {
  let collector: FaultyCollector;
  let restore: () => void;
  beforeEach(async () => {
    collector = await FaultyCollector.start();
    restore = setEnvironment({ OTEL_BSP_SCHEDULE_DELAY: '50', OTEL_BLRP_SCHEDULE_DELAY: '50' });
  });
  afterEach(async () => {
    restore();
    await collector.stop();
  });

  it('loses nothing, says so twice, and shows on /metrics what happens', async () => {
    const lines: { level: string; msg: string }[] = [];
    const { client, stop } = await startShop(
      {
        otlp: { endpoint: collector.endpoint },
        metrics: { exportInterval: 200 },
        logging: { destination: { write: line => void lines.push(JSON.parse(line) as never) } },
      },
      adapter,
    );
    const told = (level: string, text: string) =>
      lines.filter(line => line.level === level && line.msg.includes(text));
    const page = async (): Promise<string> => (await client.get('/metrics')).text;
    const shown = async (line: RegExp): Promise<string> => {
      const deadline = Date.now() + 15_000;
      for (;;) {
        const text = await page();
        const found = line.exec(text)?.[0];
        if (found !== undefined) return found;
        if (Date.now() > deadline) throw new Error(`no line like ${line} in\n${text}`);
        await new Promise(resolve => setTimeout(resolve, 250));
      }
    };

    await collector.become({ kind: 'refuse' });
    for (let at = 0; at < 20; at += 1) await client.get(`/orders/${at}`);
    const failing = await client.get('/orders/1/failure');
    expect(failing.status).toBe(500);
    await until(() => told('warn', 'fault in export (').length > 0, { describe: () => 'the trouble' });
    const fares = '[^|]*ECONNREFUSED[^|]*; \\d+ items wait in \\d+ KiB, 0 were dropped so far';
    for (const signal of ['traces', 'logs', 'metrics'])
      expect(told('warn', 'fault in export (')[0]?.msg).toMatch(new RegExp(`${signal} to ${fares}`));
    await shown(/^otel_sdk_processor_span_queue_size\{.*batching_span_processor.*\} 42$/m);
    await shown(/^otel_sdk_exporter_operation_duration_seconds_count\{.*error_type="retry".*\} \d+$/m);
    await shown(/^nestjs_observability_export_dropped_total\{.*superseded.*metrics.*\} [1-9]/m);

    await collector.become({ kind: 'none' });
    await shown(/^otel_sdk_exporter_span_exported_total\{.*otlp_http_span_exporter.*\} 42$/m);
    await shown(/^otel_sdk_processor_span_queue_size\{.*\} 0$/m);
    await until(() => told('info', 'Export of traces').length === 1, {
      describe: () => 'the end of the trouble',
    });
    expect(told('info', 'Export of traces')[0]?.msg).toMatch(
      /works again after \d+ s: .* 0 were dropped so far/,
    );
    expect(told('warn', 'fault in export')).toHaveLength(1);
    await stop();
    const { ids, requests } = await collector.seen();
    expect(ids.filter(id => /^[0-9a-f]{16}$/.test(id))).toHaveLength(42);
    expect(ids.filter(id => id.startsWith('looked up '))).toHaveLength(20);
    expect(new Set(requests.map(({ path }) => path))).toEqual(
      new Set(['/v1/traces', '/v1/logs', '/v1/metrics']),
    );
    expect(told('warn', 'were dropped (')).toEqual([]);
  }, 40_000);
});
