import { FaultyCollector } from '../support/faulty-collector.js';
import { expectAccounted } from '../support/pipeline/expect-accounted.js';
import { exportingTracer, hurriedTiming } from '../support/pipeline/exporting-tracer.js';
import { defaultTiming } from '../../libs/observability/src/sdk/pipeline/attempt-pace.js';

/** With `LONG_OUTAGE=1` the outages last as long as the headlines say, with the real pauses; else a twentieth of the one and a tenth of the other. */
const isLong = process.env.LONG_OUTAGE === '1';
const scale = isLong ? 1 : 0.05;
const timing = isLong ? defaultTiming : hurriedTiming;
const spansPerSecond = 1_400;

describe('at 1,400 spans a second, a collector that', () => {
  let collector: FaultyCollector;
  beforeEach(async () => void (collector = await FaultyCollector.start()));
  afterEach(async () => collector.stop());

  it.each([
    ['refuse', 60],
    ['hang', 60],
    ['refuse', 20],
  ] as const)(
    '%ss for %d s costs no span, little memory and one warning a minute',
    async (kind, seconds) => {
      const tracer = await exportingTracer({
        endpoint: collector.endpoint,
        timing,
        target: { timeoutMs: 5_000 * scale },
        // As many requests as in reality: a batch is full every 366 ms then.
        batch: Math.round(512 * scale),
      });
      await tracer.load(spansPerSecond, 2_000 * scale);
      const { requests: before } = await collector.seen();
      await collector.become({ kind });
      let mostBytes = 0;
      const sampler = setInterval(() => (mostBytes = Math.max(mostBytes, tracer.pipeline.queuedBytes)), 20);
      await tracer.load(spansPerSecond, seconds * 1_000 * scale);
      const { mostOpen } = await collector.seen();
      const back = performance.now();
      await collector.become({ kind: 'none' });
      await tracer.load(spansPerSecond, 5_000 * scale);
      await tracer.settled(120_000);
      clearInterval(sampler);
      const { requests } = await collector.seen();
      const figures = {
        outage: `${kind} ${seconds * scale} s`,
        ended: tracer.ids.length,
        received: new Set((await collector.seen()).ids).size,
        queueMiB: (mostBytes / 1_048_576).toFixed(2),
        mostOpen,
        drainedAfter: `${((performance.now() - back) / 1_000).toFixed(1)} s`,
        requests: requests.length,
        busiestSecond: { usual: busiest(before), afterwards: busiest(requests.slice(before.length)) },
        told: tracer.told,
      };
      if (isLong) process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`);
      await expectAccounted(tracer, collector);
      expect([...tracer.counts().dropped]).toEqual([]);
      expect(tracer.counts().exported).toBe(tracer.ids.length);
      expect(mostBytes).toBeLessThanOrEqual(16_777_216);
      // The collector hears a moment late of a request that was given up.
      expect(mostOpen).toBeLessThanOrEqual(5);
      expect(tracer.told.filter(line => line.startsWith('export (')).length).toBeLessThanOrEqual(
        isLong ? 2 : 1,
      );
      expect(tracer.told.at(-1)).toMatch(/works again after \d+ s: \d+ items are being sent, 0 were dropped/);
      await tracer.shutdown();
    },
    isLong ? 240_000 : 25_000,
  );
});

/** Most requests that came within a second, or within as much of it as an outage lasts of its own. */
function busiest(requests: readonly { readonly at: number }[]): number {
  const second = 1_000 * scale;
  return Math.max(
    0,
    ...requests.map(({ at }) => requests.filter(other => other.at >= at && other.at < at + second).length),
  );
}
