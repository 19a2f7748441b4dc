import { type OrderHistory, untold } from './audit/order-story.ts';
import type { BackgroundWork } from './metrics/background-work.ts';
import type { RouteStatistics } from './metrics/route-statistics.ts';
import type { Captured } from './services/captured.ts';
import { PROMISED_PATHS, type Showcase } from './traces/showcase.ts';
import { hasPath } from './traces/trace-tree.ts';
import { countRequests, differences, type RequestCounts } from './traffic/request-counts.ts';

/** A request as one of its records tells it. */
export interface RecordedRequest {
  readonly traceId: string;
  /** `POST /orders 201` */
  readonly request: string;
}

/** What the run has brought to light. */
export interface Evidence {
  readonly sent: RequestCounts;
  readonly surprises: RequestCounts;
  readonly orders: readonly RouteStatistics[];
  readonly payments: readonly RouteStatistics[];
  /** Server spans of the orders service; `undefined` when the traces are in the user's own backend. */
  readonly traced: readonly RecordedRequest[] | undefined;
  /** Completion lines of the orders service. */
  readonly logged: readonly RecordedRequest[];
  /** What telemetry itself has failed at, by service and place. */
  readonly faults: RequestCounts;
  /** Results of `orders_placed_total`. */
  readonly placements: readonly (readonly [result: string, count: number])[];
  /** What the orders service did that no request waited for. */
  readonly work: readonly BackgroundWork[];
  readonly showcase: Showcase;
  /** Status by URL. */
  readonly probes: ReadonlyMap<string, number>;
  /** What the auditor was told about one order. */
  readonly history: OrderHistory;
  /** `nestjs-observability audit verify` over everything. */
  readonly verification: Captured;
}

/** Something the demo promises, and what is missing when it is not kept. */
export interface CheckedPromise {
  readonly title: string;
  readonly problems: readonly string[];
}

/** Holds the evidence against everything that the demo promises. */
export function checkPromises(evidence: Evidence): CheckedPromise[] {
  const { sent, surprises, showcase, probes, faults, history, verification } = evidence;
  const total = [...sent.values()].reduce((sum, count) => sum + count, 0);
  const probed = [...probes].filter(([, status]) => status !== 200);
  return [
    { title: `each of ${total} answers had the status that was expected`, problems: times(surprises) },
    ...checkRecords(evidence),
    { title: 'every route has its latency percentiles', problems: withoutPercentiles(evidence) },
    { title: 'the counters of the business are beside them', problems: withoutPlacements(evidence) },
    checkWork(evidence),
    ...checkTrace(showcase),
    { title: 'log lines of both services carry its trace id', problems: withoutLines(showcase) },
    { title: 'the audit trail tells the life of one order, refusals included', problems: untold(history) },
    {
      title: 'audit verify finds every record as it was written',
      problems: verification.code === 0 ? [] : [`exit code ${verification.code}: ${verification.output}`],
    },
    {
      title: '/healthz and /ready of both services answer 200',
      problems: probed.map(([url, status]) => `${url} answered ${status}`),
    },
    { title: 'telemetry itself has reported no fault', problems: times(faults) },
  ];
}

/** Every placed order is confirmed, and the stock report has run, although nobody waited for either. */
export function checkWork({ work, placements }: Pick<Evidence, 'work' | 'placements'>): CheckedPromise {
  const succeeded = (names: readonly string[]): number =>
    work.filter(one => names.includes(one.work)).reduce((sum, one) => sum + one.succeeded, 0);
  const placed = new Map(placements).get('placed') ?? 0;
  const confirmed = succeeded(['send_confirmation', 'ConfirmationProcessor.process']);
  return {
    title: 'each placed order was confirmed behind its answer, and the stock report ran',
    problems: [
      ...(confirmed < placed ? [`${placed} orders placed, ${confirmed} confirmed`] : []),
      ...(succeeded(['StockReport.run']) === 0 ? ['no stock report'] : []),
    ],
  };
}

/** Each request must be one measurement, one trace and one line; the line and the trace must know one another. */
export function checkRecords({
  sent,
  orders,
  traced,
  logged,
}: Omit<Evidence, 'verification'>): CheckedPromise[] {
  const counted = new Map(
    orders.flatMap(({ route, counts }) =>
      [...counts].map(([status, count]): [string, number] => [`${route} ${status}`, count]),
    ),
  );
  return [
    {
      title: '/metrics counted exactly the requests that were sent',
      problems: differences(sent, counted, 'counted'),
    },
    ...(traced
      ? [{ title: 'each request is one trace', problems: differences(sent, countsOf(traced), 'traced') }]
      : []),
    {
      title: `each request is one log line${traced ? ', of the same trace' : ''}`,
      problems: [
        ...differences(sent, countsOf(logged), 'logged'),
        ...(traced ? strangers(traced, logged) : []),
      ],
    },
  ];
}

function countsOf(records: readonly RecordedRequest[]): RequestCounts {
  return countRequests(records.map(({ request }) => request));
}

/** Lines that name a trace in which nothing like it happened. */
function strangers(traced: readonly RecordedRequest[], logged: readonly RecordedRequest[]): string[] {
  const known = new Set(traced.map(({ traceId, request }) => `${traceId} ${request}`));
  const unknown = logged.filter(({ traceId, request }) => !known.has(`${traceId} ${request}`));
  return unknown.length === 0
    ? []
    : [`${unknown.length} lines are of no trace, e.g. ${unknown[0]?.request} in ${unknown[0]?.traceId}`];
}

function times(counts: RequestCounts): string[] {
  return [...counts].map(([what, count]) => `${what} (${count} times)`);
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
