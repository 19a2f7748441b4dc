import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChildApp } from '../support/child-app.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { seededRandom } from '../support/seeded-random.js';
import { until } from '../support/until.js';
import { OrderLoad } from './support/order-load.js';

const shop = join(__dirname, 'fixtures/busy-shop.mjs');
/** `SHUTDOWN_MOMENTS=50` for the long run. */
const moments = Number(process.env['SHUTDOWN_MOMENTS'] ?? 10);

describe('SIGTERM under load, with a healthy collector', () => {
  let receiver: OtlpReceiver;
  let child: ChildApp | undefined;
  beforeEach(async () => void (receiver = await OtlpReceiver.start()));
  afterEach(async () => {
    await child?.stop();
    await receiver.stop();
  });

  const { seed, next } = seededRandom('SHUTDOWN_SEED');
  const cases = Array.from({ length: moments }, (_, at) => ({
    adapter: at % 2 === 0 ? 'express' : 'fastify',
    end: at % 4 < 2 ? 'hooks' : 'none',
    moment: Math.round(next() * 800),
  }));

  it.each(cases)(
    `on $adapter with $end after $moment ms loses nothing that was answered (seed ${seed})`,
    async ({ adapter, end, moment }) => {
      const app = (child = new ChildApp(shop, {
        args: [adapter, end, JSON.stringify({ shutdown: { drainWait: 0 } })],
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, NODE_ENV: 'production' },
      }));
      const url = (await app.waitForLine(/^listening at/)).replace('listening at ', '');
      const load = new OrderLoad(url, `o${moment}`);
      await until(() => load.answered.length > 0, { timeout: 15_000, describe: () => 'the first answer' });
      await sleep(moment);
      app.signal('SIGTERM');
      const at = performance.now();
      expect(await app.waitForExit(15_000)).toEqual({ code: null, signal: 'SIGTERM' });
      expect(performance.now() - at).toBeLessThan(5_000);
      await load.stop();

      const { answered } = load;
      const spans = new Set(receiver.spans.map(({ attributes }) => attributes['order.id']));
      const servers = new Set(receiver.spans.map(({ attributes }) => attributes['url.path']));
      const of = (msg: string, id: (line: Record<string, unknown>) => unknown) =>
        new Set(app.jsonLines.filter(line => line['msg'] === msg).map(id));
      const placed = of('placed', line => line['order']);
      const audited = of('audit.record', line =>
        JSON.stringify(line)
          .match(/"o\d+-\d+"/)?.[0]
          .slice(1, -1),
      );
      const completed = app.jsonLines.filter(line => line['msg'] === 'GET /orders/:id completed').length;
      const records = receiver.logRecords.filter(({ body }) => body === 'placed');
      const missing = {
        spans: answered.filter(id => !spans.has(id)),
        serverSpans: answered.filter(id => !servers.has(`/orders/${id}`)),
        lines: answered.filter(id => !placed.has(id)),
        audit: answered.filter(id => !audited.has(id)),
        completed: Math.max(0, answered.length - completed),
        records: Math.max(0, answered.length - records.length),
      };
      expect(missing).toEqual({ spans: [], serverSpans: [], lines: [], audit: [], completed: 0, records: 0 });
    },
    30_000,
  );
});
