/** How often each request came up, by what became of it: `POST /orders 201`. */
export type RequestCounts = ReadonlyMap<string, number>;

/** Counts what is listed. */
export function countRequests(requests: Iterable<string>): RequestCounts {
  const counts = new Map<string, number>();
  for (const request of requests) counts.set(request, (counts.get(request) ?? 0) + 1);
  return counts;
}

/** Where two counts differ, in either direction: `GET /orders 200: 3 sent, 2 counted`. */
export function differences(sent: RequestCounts, found: RequestCounts, verb: string): string[] {
  return [...new Set([...found.keys(), ...sent.keys()])]
    .map(key => [key, sent.get(key) ?? 0, found.get(key) ?? 0] as const)
    .filter(([, left, right]) => left !== right)
    .map(([key, left, right]) => `${key}: ${left} sent, ${right} ${verb}`);
}
