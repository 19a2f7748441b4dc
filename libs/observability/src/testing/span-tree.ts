import { attr } from '../core/names.js';
import type { CapturedSpan } from './captured-span.js';

/** What {@link renderSpanTree} writes beside the names. */
export interface SpanTreeOptions {
  /** Milliseconds after each span; off so that a tree can be compared with an expected text. @defaultValue `false` */
  readonly durations?: boolean;
}

/**
 * Draws spans as indented text: one block a trace in order of their starts, children below their parents. A span
 * says its kind unless that is internal, its HTTP status if it has one, and its error.
 *
 * @example
 * GET /orders/:id [server] 404
 *   OrdersService.findOne ! NotFoundException: no order 7
 */
export function renderSpanTree(spans: readonly CapturedSpan[], options: SpanTreeOptions = {}): string {
  const children = groupedBy(spans, ({ parentSpanId }) => parentSpanId ?? '');
  const captured = new Set(spans.map(({ spanId }) => spanId));
  const isRoot = ({ parentSpanId }: CapturedSpan) =>
    parentSpanId === undefined || !captured.has(parentSpanId);
  const draw = (span: CapturedSpan, depth: number): string[] => [
    '  '.repeat(depth) + describe(span, options),
    ...byStart(children.get(span.spanId) ?? []).flatMap(child => draw(child, depth + 1)),
  ];
  const traces = groupedBy(byStart(spans.filter(isRoot)), ({ traceId }) => traceId);
  return [...traces.values()].map(roots => roots.flatMap(root => draw(root, 0)).join('\n')).join('\n\n');
}

function groupedBy(spans: readonly CapturedSpan[], keyOf: (span: CapturedSpan) => string) {
  const groups = new Map<string, CapturedSpan[]>();
  for (const span of spans) groups.set(keyOf(span), [...(groups.get(keyOf(span)) ?? []), span]);
  return groups;
}

// The sort is stable: spans of the same millisecond stay in the order in which they were handed over.
const byStart = (spans: readonly CapturedSpan[]) => spans.toSorted((a, b) => a.startedAt - b.startedAt);

function describe(span: CapturedSpan, { durations }: SpanTreeOptions): string {
  const parts = [span.name];
  if (span.kind !== 'internal') parts.push(`[${span.kind}]`);
  const httpStatus = span.attributes[attr.httpResponseStatusCode];
  if (httpStatus !== undefined) parts.push(String(httpStatus));
  if (durations) parts.push(`${span.duration.toFixed(1)}ms`);
  const error = errorText(span);
  if (error) parts.push(`! ${error}`);
  return parts.join(' ');
}

function errorText({ error, status, statusMessage }: CapturedSpan): string | undefined {
  if (!error) return status === 'error' ? statusMessage || 'error' : undefined;
  return [error.type, error.message ?? statusMessage].filter(Boolean).join(': ');
}
