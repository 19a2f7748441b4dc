import type { PlainRequest } from './export-batch.js';

type Json = Record<string, unknown>;

/** Names of the three lists that are nested in a request of a signal. */
const nesting = [
  ['resourceSpans', 'scopeSpans', 'spans'],
  ['resourceLogs', 'scopeLogs', 'logRecords'],
  ['resourceMetrics', 'scopeMetrics', 'metrics'],
] as const;

/** An OTLP/JSON request in two requests with half of the spans, log records or metrics each; `undefined` when there is but one. */
export function jsonHalves(bytes: Uint8Array): readonly PlainRequest[] | undefined {
  const request = JSON.parse(Buffer.from(bytes).toString()) as Json;
  const names = nesting.find(([outermost]) => outermost in request);
  if (!names) return undefined;
  const counts = membersIn(request, names).map(names[2] === 'metrics' ? pointsIn : () => 1);
  if (counts.length < 2) return undefined;
  const middle = counts.length >> 1;
  return [
    [0, middle],
    [middle, counts.length],
  ].map(([from = 0, to = 0]) => ({
    items: counts.slice(from, to).reduce((sum, count) => sum + count, 0),
    bytes: Buffer.from(JSON.stringify(range(request, names, { from, to }))),
  }));
}

/** The innermost objects, in their order. */
function membersIn(parent: Json, [name = '', ...inner]: readonly string[]): Json[] {
  const list = (parent[name] ?? []) as Json[];
  return inner.length === 0 ? list : list.flatMap(child => membersIn(child, inner));
}

/** A metric has one of `gauge`, `sum` and so on, each with its points. */
function pointsIn(metric: Json): number {
  return Object.values(metric).reduce<number>((sum, kind) => {
    const points = (kind as { dataPoints?: unknown } | null)?.dataPoints;
    return Array.isArray(points) ? sum + points.length : sum;
  }, 0);
}

/** `parent` with the innermost objects of a range alone; what becomes empty is left out. */
function range(
  parent: Json,
  [name = '', ...inner]: readonly string[],
  { from, to }: { readonly from: number; readonly to: number },
): Json {
  const list = (parent[name] ?? []) as Json[];
  if (inner.length === 0) return { ...parent, [name]: list.slice(Math.max(0, from), Math.max(0, to)) };
  const kept: Json[] = [];
  let before = 0;
  for (const child of list) {
    const count = membersIn(child, inner).length;
    if (before < to && before + count > from)
      kept.push(range(child, inner, { from: from - before, to: to - before }));
    before += count;
  }
  return { ...parent, [name]: kept };
}
