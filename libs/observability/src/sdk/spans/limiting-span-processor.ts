import type { Context } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { ResolvedSpanLimits } from '../../config/resolve-span-limits.js';
import { cutSpan } from './cut-span.js';
import type { SpanCuts } from './span-cuts.js';
import { fits } from './span-size.js';

/**
 * Stands before everybody who takes spans, whichever tracer made them: what is larger than allowed is cut before it waits anywhere,
 * so that no queue holds more than it seems. The SDK counts attributes, events and links; it could also cut values, but would keep
 * the whole text in memory behind each.
 */
export class LimitingSpanProcessor implements SpanProcessor {
  constructor(
    private readonly exits: readonly SpanProcessor[],
    private readonly limits: ResolvedSpanLimits,
    private readonly cuts: SpanCuts,
  ) {}

  onStart(span: Parameters<SpanProcessor['onStart']>[0], parent: Context): void {
    for (const exit of this.exits) exit.onStart(span, parent);
  }

  onEnding(span: Parameters<NonNullable<SpanProcessor['onEnding']>>[0]): void {
    for (const exit of this.exits) exit.onEnding?.(span);
  }

  onEnd(span: ReadableSpan): void {
    const fitting = this.fitting(span);
    for (const exit of this.exits) exit.onEnd(fitting);
  }

  async forceFlush(): Promise<void> {
    await Promise.all(this.exits.map(exit => exit.forceFlush()));
  }

  async shutdown(): Promise<void> {
    await Promise.all(this.exits.map(exit => exit.shutdown()));
  }

  private fitting(span: ReadableSpan): ReadableSpan {
    const { limits, cuts } = this;
    cuts.add('attributes', span.droppedAttributesCount);
    cuts.add('events', span.droppedEventsCount);
    cuts.add('links', span.droppedLinksCount);
    try {
      return fits(span, limits) ? span : cutSpan(span, limits, cuts);
    } catch {
      // A value that cannot be read: whoever encodes the span will count it.
      return span;
    }
  }
}
