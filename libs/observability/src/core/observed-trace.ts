import { trace, type Context } from '@opentelemetry/api';

/** What became of a trace in this process so far. A dropped one may still be kept from a later error on. */
export type TraceFate = 'open' | 'kept' | 'dropped';

/** The part of a trace that runs in this process, from its first span here, while it is decided whether to keep it. */
export interface ObservedTrace {
  readonly fate: TraceFate;
  /** Keeps the trace, whatever the ratio says. */
  keep(): void;
  /** Calls back once, when the trace is kept or dropped; at once if it already is. */
  whenDecided(told: (fate: TraceFate) => void): void;
}

/** Shared by every copy of this library, so that a mark set through one is seen by the other. */
const traceKey = Symbol.for('nestjs-observability.trace.v1');
type InTrace = { [traceKey]?: ObservedTrace };

/** The trace that a span was started in; `undefined` while nothing decides at the end. */
export function traceOf(span: object | undefined): ObservedTrace | undefined {
  return (span as InTrace | undefined)?.[traceKey];
}

/** Notes the trace on a span of it: a lookup by id would leak whatever never ends. */
export function joinTrace(span: object, observed: ObservedTrace): void {
  (span as InTrace)[traceKey] = observed;
}

/** Keeps the trace that runs in a context. Without a trace, or without tail sampling, it does nothing. */
export function keepTrace(active: Context): void {
  traceOf(trace.getSpan(active))?.keep();
}
