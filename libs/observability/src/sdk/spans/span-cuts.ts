import type { Meter } from '@opentelemetry/api';
import { attr, metric } from '../../core/names.js';

/** What a span may have too much of. */
const limits = ['attributes', 'events', 'links', 'value_length', 'bytes'] as const;

export type SpanLimit = (typeof limits)[number];

/** Counts what the limits of spans cost, so that nothing is cut in silence. */
export class SpanCuts {
  private readonly counts = new Map<SpanLimit, number>(limits.map(limit => [limit, 0]));

  add(limit: SpanLimit, items: number): void {
    if (items > 0) this.counts.set(limit, this.of(limit) + items);
  }

  /** Since the start: attributes, events, links and values; of `bytes` spans. */
  of(limit: SpanLimit): number {
    return this.counts.get(limit) ?? 0;
  }

  /** Shows the counts as a metric. */
  observeBy(meter: Meter): void {
    meter
      .createObservableCounter(metric.spanCuts, {
        unit: '{item}',
        description:
          'What spans lost to their limits: attributes, events and links that were left out, values that were cut; of bytes, spans.',
      })
      .addCallback(result => {
        for (const [limit, items] of this.counts) result.observe(items, { [attr.spanLimit]: limit });
      });
  }
}
