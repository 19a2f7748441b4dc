import { type Bucket, histogramQuantile } from './histogram-quantile.ts';
import { increase } from './increase.ts';
import type { Sample } from './prometheus-text.ts';

const DURATION = 'http_server_request_duration_seconds';

/** What a service's own metrics say about one route during the run; durations in seconds. */
export interface RouteStatistics {
  /** `POST /orders` */
  readonly route: string;
  /** Requests by status. */
  readonly counts: ReadonlyMap<string, number>;
  readonly requests: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Reads the routes off two scrapes: only what happened between them counts. */
export function routeStatistics(before: readonly Sample[], after: readonly Sample[]): RouteStatistics[] {
  const routes = new Map<string, { counts: Map<string, number>; buckets: Map<number, number> }>();
  for (const { name, labels, value } of increase(before, after)) {
    if (!name.startsWith(DURATION) || isOperational(labels)) continue;
    const key = `${labels.get('http_request_method')} ${labels.get('http_route')}`;
    const route = routes.get(key) ?? {
      counts: new Map<string, number>(),
      buckets: new Map<number, number>(),
    };
    routes.set(key, route);
    if (name === `${DURATION}_count`) add(route.counts, labels.get('http_response_status_code') ?? '', value);
    if (name === `${DURATION}_bucket`) add(route.buckets, bound(labels.get('le')), value);
  }
  return [...routes]
    .map(([route, { counts, buckets }]) => summarise(route, counts, buckets))
    .filter(hasRequests);
}

function summarise(
  route: string,
  counts: Map<string, number>,
  buckets: Map<number, number>,
): RouteStatistics {
  const rising: Bucket[] = [...buckets].sort(([left], [right]) => left - right);
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map(quantile => histogramQuantile(quantile, rising)) as [
    number,
    number,
    number,
  ];
  return {
    route,
    counts,
    requests: [...counts.values()].reduce((sum, count) => sum + count, 0),
    p50,
    p95,
    p99,
  };
}

/** The probes and scrapes of the runner itself reach no route of the service, and succeed. */
function isOperational(labels: ReadonlyMap<string, string>): boolean {
  const route = labels.get('http_route') ?? '';
  const succeeded = labels.get('http_response_status_code') === '200';
  return ['/metrics', '/healthz', '/ready'].includes(route) || (route === 'unmatched' && succeeded);
}

function hasRequests({ requests }: RouteStatistics): boolean {
  return requests > 0;
}

function bound(le = ''): number {
  return le === '+Inf' ? Infinity : Number(le);
}

function add<K>(sums: Map<K, number>, key: K, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value);
}
