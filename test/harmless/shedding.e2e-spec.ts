import { Logger } from '@nestjs/common';
import { flushTelemetry } from 'nestjs-observability';
import { parseExposition } from '../support/exposition/parse-exposition.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { startShop } from '../support/shop-app.js';
import { adapters, type RunningTestApp } from '../support/test-app.js';

/** Milliseconds of each turn that the application computes. */
const turn = 70;

/** Keeps the event loop busy until it is told to stop. */
function burnCpu(): () => void {
  let burning = true;
  const burn = (): void => {
    const end = performance.now() + turn;
    while (performance.now() < end) Math.sqrt(end);
    if (burning) setImmediate(burn);
  };
  burn();
  return () => void (burning = false);
}

describe.each(adapters)('An application on %s whose event loop is saturated', adapter => {
  let shop: RunningTestApp;
  let collector: OtlpReceiver;
  let stopBurning: (() => void) | undefined;
  let before: number;
  const level = async () => (await figures()).get('nestjs_observability_shedding_level') ?? 0;
  const shed = async (kind: string) => (await figures()).get(`nestjs_observability_shed ${kind}`) ?? 0;

  const figures = async (): Promise<Map<string, number>> => {
    const { text } = await shop.client.get('/metrics');
    const families = [...parseExposition(text, 'text').values()];
    return new Map(
      families.flatMap(({ samples }) =>
        samples.map(({ name, labels, value }) => {
          const kind = labels['nestjs_observability_shed_kind'] ?? labels['nestjs_observability_drop_reason'];
          return [[name.replace(/_total$/, ''), ...(kind ? [kind] : [])].join(' '), value] as const;
        }),
      ),
    );
  };

  beforeAll(async () => {
    collector = await OtlpReceiver.start();
    shop = await startShop(
      {
        otlp: { endpoint: collector.endpoint },
        logging: { level: 'debug', destination: { write: () => true } },
        shedding: { delay: 30, utilization: 0.5 },
      },
      adapter,
    );
    await shop.client.get('/orders/1');
    await flushTelemetry();
    before = collector.spans.length;
    stopBurning = burnCpu();
    while ((await level()) < 4);
    new Logger('Shop').debug('a line that can be spared');
    new Logger('Shop').log('a line that cannot');
    for (let order = 2; order <= 4; order += 1) await shop.client.get(`/orders/${order}`);
    await shop.client.get('/orders/5/failure');
  }, 60_000);
  afterAll(async () => {
    stopBurning?.();
    await shop?.stop();
    await collector?.stop();
  }, 30_000);

  it('had everything before', () => {
    expect(before).toBe(2);
  });

  it('says once that telemetry gives up what it can spare', () => {
    const said = shop.telemetry.logs().filter(({ msg }) => String(msg).includes('event loop is saturated'));
    expect(said).toHaveLength(1);
  });

  it('writes no debug lines, and all others', async () => {
    const messages = shop.telemetry.logs().map(({ msg }) => msg);
    expect(messages).toContain('a line that cannot');
    expect(messages).not.toContain('a line that can be spared');
    expect(await shed('debug_lines')).toBeGreaterThanOrEqual(1);
    expect(messages.filter(message => message === 'GET /orders/:id completed')).toHaveLength(4);
  });

  it('sends the span of what failed, with its exception, and none of what succeeded', async () => {
    await flushTelemetry();
    const sent = collector.spans.slice(before);
    expect(sent.map(({ name }) => name)).toEqual(['GET /orders/:id/failure']);
    expect(sent[0]?.events.map(({ name }) => name)).toEqual(['exception']);
    expect([await shed('child_spans'), await shed('traces'), await shed('attributes')]).toEqual([4, 3, 3]);
  });

  it('measures every request all the same', async () => {
    const { text } = await shop.client.get('/metrics');
    expect(text).toMatch(
      /http_server_request_duration_seconds_count\{[^}]*http_route="\/orders\/:id",[^}]*\} 4\n/,
    );
    expect(text).toMatch(/application_errors_total\{[^}]*http_route="\/orders\/:id\/failure"\} 1\n/);
  });

  it('accounts for every span that was given up', async () => {
    const { left, dropped } = await flushTelemetry();
    expect([left.traces, dropped.traces]).toEqual([0, 7]);
    expect((await figures()).get('nestjs_observability_export_dropped shed')).toBe(7);
  });
});
