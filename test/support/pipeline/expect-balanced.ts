import type { ExportPipeline } from '../../../libs/observability/src/sdk/pipeline/export-pipeline.js';

/** `ended = exported + dropped + queued`, exactly; the queued ones are counted from the queues. */
export function expectBalanced({ ledger, queuedItems }: ExportPipeline): void {
  const { ended, exported, dropped } = ledger.counts();
  const lost = [...dropped.values()].reduce((sum, items) => sum + items, 0);
  expect({ ended, exported, lost, queued: queuedItems }).toEqual({
    ended,
    exported,
    lost,
    queued: ended - exported - lost,
  });
}

/** Nothing waits, and nothing takes memory. */
export function expectEmpty({ queuedItems, queuedBytes }: ExportPipeline): void {
  expect([queuedItems, queuedBytes]).toEqual([0, 0]);
}
