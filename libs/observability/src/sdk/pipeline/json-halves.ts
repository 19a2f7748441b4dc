import type { PlainRequest } from './export-batch.js';

type Json = Record<string, unknown>;

/** Names of the three lists that are nested in a request of a signal. */
const nesting = [
  ['resourceSpans', 'scopeSpans', 'spans'],
  ['resourceLogs', 'scopeLogs', 'logRecords'],
  ['resourceMetrics', 'scopeMetrics', 'metrics'],
] as const;

/** The items of an OTLP/JSON request in two requests of half as many; `undefined` when there is but one. */
export function jsonHalves(bytes: Uint8Array): readonly PlainRequest[] | undefined {
  const request = JSON.parse(Buffer.from(bytes).toString()) as Json;
  const names = nesting.find(([outermost]) => outermost in request);
  if (!names) return undefined;
  const total = countIn(request, names);
  if (total < 2) return undefined;
  const middle = total >> 1;
  return [
    [0, middle],
    [middle, total],
  ].map(([from = 0, to = 0]) => ({
    items: to - from,
    bytes: Buffer.from(JSON.stringify(range(request, names, { from, to }))),
  }));
}

function countIn(parent: Json, [name = '', ...inner]: readonly string[]): number {
  const list = (parent[name] ?? []) as Json[];
  return inner.length === 0 ? list.length : list.reduce((sum, child) => sum + countIn(child, inner), 0);
}

/** `parent` with the innermost items of a range alone; what becomes empty is left out. */
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
    const count = countIn(child, inner);
    if (before < to && before + count > from)
      kept.push(range(child, inner, { from: from - before, to: to - before }));
    before += count;
  }
  return { ...parent, [name]: kept };
}
