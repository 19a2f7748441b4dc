import type { Span } from './otlp-span.ts';

/** A span with what happened inside it, in order of time. */
export interface TraceNode {
  readonly span: Span;
  readonly children: readonly TraceNode[];
}

/** Builds the trees of a trace; more than one root means that spans are missing. */
export function traceTrees(spans: readonly Span[]): TraceNode[] {
  const known = new Set(spans.map(span => span.id));
  const inOrder = [...spans].sort((left, right) => left.start - right.start);
  const grow = (span: Span): TraceNode => ({
    span,
    children: inOrder.filter(({ parentId }) => parentId === span.id).map(grow),
  });
  return inOrder.filter(({ parentId }) => parentId === undefined || !known.has(parentId)).map(grow);
}

/** Whether spans of these names lie one inside the other, in this order; spans between them do not matter. */
export function hasPath(nodes: readonly TraceNode[], path: readonly SpanName[]): boolean {
  const [next, ...rest] = path;
  if (!next) return true;
  return nodes.some(({ span, children }) => {
    const matches = span.name === next.name && span.service === next.service;
    return (matches && hasPath(children, rest)) || hasPath(children, path);
  });
}

/** Which span is meant. */
export interface SpanName {
  readonly service: string;
  readonly name: string;
}
