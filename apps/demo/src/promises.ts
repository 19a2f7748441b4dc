import type { RouteStatistics } from './metrics/route-statistics.ts';
import { PROMISED_PATHS, type Showcase } from './traces/showcase.ts';
import { hasPath } from './traces/trace-tree.ts';
import type { Tally } from './traffic/tally.ts';

/** What the run has brought to light. */
export interface Evidence {
  readonly tally: Tally;
  readonly surprises: ReadonlyMap<string, number>;
  readonly orders: readonly RouteStatistics[];
  readonly payments: readonly RouteStatistics[];
  /** Results of `orders_placed_total`. */
  readonly placements: readonly (readonly [result: string, count: number])[];
  readonly showcase: Showcase;
  /** Status by URL. */
  readonly probes: ReadonlyMap<string, number>;
}

/** Something the demo promises, and what is missing when it is not kept. */
export interface CheckedPromise {
  readonly title: string;
  readonly problems: readonly string[];
}

/** Holds the evidence against everything that the demo promises. */
export function checkPromises(evidence: Evidence): CheckedPromise[] {
  const { tally, surprises, showcase, probes } = evidence;
  const probed = [...probes].filter(([, status]) => status !== 200);
  return [
    {
      title: `each of ${tally.total} answers had the status that was expected`,
      problems: [...surprises].map(([surprise, count]) => `${surprise} (${count} times)`),
    },
    { title: '/metrics counted exactly the requests that were sent', problems: miscounts(evidence) },
    { title: 'every route has its latency percentiles', problems: withoutPercentiles(evidence) },
    { title: 'the counters of the business are beside them', problems: withoutPlacements(evidence) },
    ...checkTrace(showcase),
    { title: 'log lines of both services carry its trace id', problems: withoutLines(showcase) },
    {
      title: '/healthz and /ready of both services answer 200',
      problems: probed.map(([url, status]) => `${url} answered ${status}`),
    },
  ];
}

/** Requests that the service counted differently from how many were sent, in both directions. */
export function miscounts({ tally, orders }: Pick<Evidence, 'tally' | 'orders'>): string[] {
  const counted = new Map<string, number>(
    orders.flatMap(({ route, counts }) =>
      [...counts]
        .filter(([, count]) => count > 0)
        .map(([status, count]) => [`${route} ${status}`, count] as const),
    ),
  );
  const keys = new Set([...counted.keys(), ...tally.entries().map(([key]) => key)]);
  return [...keys]
    .filter(key => (counted.get(key) ?? 0) !== tally.count(key))
    .map(key => `${key}: ${tally.count(key)} sent, ${counted.get(key) ?? 0} counted`);
}

function withoutPercentiles({ orders, payments }: Evidence): string[] {
  if (orders.length === 0 || payments.length === 0)
    return ['a service has no http_server_request_duration_seconds'];
  const incomplete = [...orders, ...payments].filter(({ p50, p95, p99 }) =>
    [p50, p95, p99].some(Number.isNaN),
  );
  return incomplete.map(({ route }) => route);
}

function withoutPlacements({ placements }: Evidence): string[] {
  const results = new Set(placements.map(([result]) => result));
  const missing = ['placed', 'payment_declined', 'out_of_stock'].filter(result => !results.has(result));
  return missing.map(result => `orders_placed_total{result="${result}"} did not rise`);
}

function checkTrace({ trees, traceId }: Showcase): CheckedPromise[] {
  if (!trees) return [];
  const missing = PROMISED_PATHS.filter(path => !hasPath(trees, path));
  const problems = missing.map(path => `not in the trace: ${path.map(({ name }) => name).join(' > ')}`);
  if (trees.length !== 1)
    problems.push(`${trees.length} roots instead of one in trace ${traceId || '(none found)'}`);
  return [{ title: 'one order is one trace across both services', problems }];
}

function withoutLines({ lines, traceId }: Showcase): string[] {
  const services = new Set(lines.map(({ service }) => service));
  return ['orders', 'payments']
    .filter(name => !services.has(name))
    .map(name => `${name}: no line with ${traceId || 'a trace id'}`);
}
