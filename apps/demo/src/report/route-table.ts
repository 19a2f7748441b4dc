import type { RouteStatistics } from '../metrics/route-statistics.ts';
import { duration, paint, print } from './terminal.ts';

const COLUMNS = ['requests', 'rate', '4xx', '5xx', 'p50', 'p95', 'p99'];
const CELL_WIDTH = 9;
const ROUTE_WIDTH = 40;

/** Prints what a service says about its routes, busiest first, and the sum of them. */
export function printRoutes(service: string, routes: readonly RouteStatistics[], seconds: number): void {
  print(
    `  ${paint.service(service, service.padEnd(ROUTE_WIDTH))}${paint.quiet(COLUMNS.map(alignRight).join(''))}`,
  );
  for (const route of [...routes].sort((left, right) => right.requests - left.requests)) {
    print(`  ${route.route.padEnd(ROUTE_WIDTH)}${row(route, seconds)}`);
  }
}

/** Share of the requests whose status starts with this digit. */
export function share(
  { counts, requests }: Pick<RouteStatistics, 'counts' | 'requests'>,
  digit: string,
): number {
  const matching = [...counts].filter(([status]) => status.startsWith(digit));
  return matching.reduce((sum, [, count]) => sum + count, 0) / requests;
}

function row(route: RouteStatistics, seconds: number): string {
  const [requests, rate, refused, failed, ...durations] = [
    String(route.requests),
    `${(route.requests / seconds).toFixed(1)}/s`,
    percentage(share(route, '4')),
    percentage(share(route, '5')),
    ...[route.p50, route.p95, route.p99].map(value => duration(value * 1000)),
  ].map(alignRight);
  const errors = share(route, '5') > 0 ? paint.bad(failed!) : failed;
  return [requests, rate, refused, errors, ...durations].join('');
}

function percentage(part: number): string {
  return part === 0 ? '-' : `${(part * 100).toFixed(1)} %`;
}

function alignRight(cell: string): string {
  return cell.padStart(CELL_WIDTH);
}
