import type { ServedRequest } from './run-record.ts';

/** What happened within one second. */
export interface Second {
  /** Seconds since the first request. */
  readonly at: number;
  readonly requests: number;
  /** Answered with a 5xx. */
  readonly failed: number;
  /** Answered with a 4xx, 499 included. */
  readonly refused: number;
  /** Milliseconds; `undefined` when nothing was answered. */
  readonly p50: number | undefined;
  readonly p95: number | undefined;
  readonly p99: number | undefined;
}

/** One route over the whole run. */
export interface RouteFigures {
  readonly route: string;
  readonly requests: number;
  readonly failed: number;
  readonly p50: number;
  readonly p95: number;
  readonly slowest: ServedRequest;
}

/** The run second by second, without gaps. */
export function bySecond(requests: readonly ServedRequest[]): Second[] {
  if (requests.length === 0) return [];
  const first = Math.min(...requests.map(({ start }) => start));
  const seconds = new Map<number, ServedRequest[]>();
  for (const request of requests) {
    const at = Math.floor((request.start - first) / 1_000);
    seconds.set(at, [...(seconds.get(at) ?? []), request]);
  }
  const last = Math.max(...seconds.keys());
  return Array.from({ length: last + 1 }, (_, at) => figuresOf(at, seconds.get(at) ?? []));
}

/** Every route, the slowest first. */
export function byRoute(requests: readonly ServedRequest[]): RouteFigures[] {
  const routes = new Map<string, ServedRequest[]>();
  for (const request of requests) {
    const route = `${request.method} ${request.route}`;
    routes.set(route, [...(routes.get(route) ?? []), request]);
  }
  return [...routes]
    .map(([route, served]) => {
      const sorted = [...served].sort((left, right) => left.milliseconds - right.milliseconds);
      return {
        route,
        requests: served.length,
        failed: served.filter(({ status }) => status >= 500).length,
        p50: quantile(sorted, 0.5),
        p95: quantile(sorted, 0.95),
        slowest: sorted.at(-1) as ServedRequest,
      };
    })
    .sort((left, right) => right.p95 - left.p95);
}

function figuresOf(at: number, served: readonly ServedRequest[]): Second {
  const sorted = [...served].sort((left, right) => left.milliseconds - right.milliseconds);
  const known = (share: number): number | undefined =>
    sorted.length === 0 ? undefined : quantile(sorted, share);
  return {
    at,
    requests: served.length,
    failed: served.filter(({ status }) => status >= 500).length,
    refused: served.filter(({ status }) => status >= 400 && status < 500).length,
    p50: known(0.5),
    p95: known(0.95),
    p99: known(0.99),
  };
}

/** The nearest rank: a duration that was measured, not one between two. */
function quantile(sorted: readonly ServedRequest[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]?.milliseconds ?? 0;
}
