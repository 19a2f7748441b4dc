import { isSpanContextValid, trace, type Context, type SpanContext } from '@opentelemetry/api';

/** The span that is active, as a link for work that is none of its children. */
export function linksTo(active: Context): readonly SpanContext[] {
  const origin = trace.getSpanContext(active);
  return origin && isSpanContextValid(origin) ? [origin] : [];
}

/** The callback of an observation with further links. */
export function withLinks(
  own: ((args: ArrayLike<unknown>) => readonly SpanContext[]) | undefined,
  further: readonly SpanContext[],
): ((args: ArrayLike<unknown>) => readonly SpanContext[]) | undefined {
  if (further.length === 0) return own;
  return args => [...further, ...(own?.(args) ?? [])];
}
