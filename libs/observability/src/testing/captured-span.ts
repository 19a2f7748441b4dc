import { SpanKind, SpanStatusCode, TraceFlags, type Attributes, type HrTime } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { attr } from '../core/names.js';

/** The error that a span carries, from its `exception` event, else from `error.type`. */
export interface CapturedError {
  readonly type: string | undefined;
  readonly message: string | undefined;
  readonly stack: string | undefined;
}

/** A finished span in plain values. */
export interface CapturedSpan {
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly status: 'unset' | 'ok' | 'error';
  readonly statusMessage: string | undefined;
  readonly attributes: Attributes;
  readonly error: CapturedError | undefined;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  /** Name of the parent; `undefined` for a root and for a parent in another process. */
  readonly parent: string | undefined;
  /** Whether it would be exported. */
  readonly sampled: boolean;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly events: readonly { readonly name: string; readonly attributes: Attributes }[];
  readonly links: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly attributes: Attributes;
  }[];
  /** Name of the instrumentation that made it. */
  readonly scope: string;
}

const kinds: Record<SpanKind, CapturedSpan['kind']> = {
  [SpanKind.INTERNAL]: 'internal',
  [SpanKind.SERVER]: 'server',
  [SpanKind.CLIENT]: 'client',
  [SpanKind.PRODUCER]: 'producer',
  [SpanKind.CONSUMER]: 'consumer',
};

const statuses: Record<SpanStatusCode, CapturedSpan['status']> = {
  [SpanStatusCode.UNSET]: 'unset',
  [SpanStatusCode.OK]: 'ok',
  [SpanStatusCode.ERROR]: 'error',
};

/** Brings a span of the SDK into plain values; `nameOf` finds the name of a span by its id. */
export function toCapturedSpan(
  span: ReadableSpan,
  nameOf: (spanId: string) => string | undefined,
): CapturedSpan {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const parentSpanId = span.parentSpanContext?.spanId;
  return {
    name: span.name,
    kind: kinds[span.kind],
    status: statuses[span.status.code],
    statusMessage: span.status.message,
    attributes: { ...span.attributes },
    error: errorOf(span),
    traceId,
    spanId,
    parentSpanId,
    parent: parentSpanId === undefined ? undefined : nameOf(parentSpanId),
    sampled: (traceFlags & TraceFlags.SAMPLED) !== 0,
    startedAt: milliseconds(span.startTime),
    duration: milliseconds(span.duration),
    events: span.events.map(({ name, attributes }) => ({ name, attributes: { ...attributes } })),
    links: span.links.map(({ context, attributes }) => ({
      traceId: context.traceId,
      spanId: context.spanId,
      attributes: { ...attributes },
    })),
    scope: span.instrumentationScope.name,
  };
}

const milliseconds = ([seconds, nanos]: HrTime): number => seconds * 1_000 + nanos / 1_000_000;

function errorOf({ events, attributes }: ReadableSpan): CapturedError | undefined {
  const exception = events.findLast(({ name }) => name === 'exception')?.attributes;
  const type = exception?.[attr.exceptionType] ?? attributes[attr.errorType];
  if (!exception && type === undefined) return undefined;
  return {
    type: text(type),
    message: text(exception?.[attr.exceptionMessage]),
    stack: text(exception?.[attr.exceptionStacktrace]),
  };
}

const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));
