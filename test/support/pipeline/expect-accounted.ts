import type { FaultyCollector } from '../faulty-collector.js';
import { expectBalanced } from './expect-balanced.js';
import type { ExportingTracer } from './exporting-tracer.js';

/** The ledger balances, and says as many as the collector has, id by id: what it has ended here, and is no other's. */
export async function expectAccounted(tracer: ExportingTracer, collector: FaultyCollector): Promise<void> {
  expectBalanced(tracer.pipeline);
  const { ended, exported } = tracer.counts();
  expect(ended).toBe(tracer.ids.length);
  const received = new Set((await collector.seen()).ids);
  const known = new Set(tracer.ids);
  expect([...received].filter(id => !known.has(id)).length).toBe(0);
  expect(received.size).toBe(exported);
}
