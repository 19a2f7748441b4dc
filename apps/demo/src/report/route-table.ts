import type { RouteStatistics } from '../metrics/route-statistics.ts';
import { duration, paint, print } from './terminal.ts';

const COLUMNS = ['requests', 'rate', '4xx', '5xx', 'p50', 'p95', 'p99'];
const WIDTHS = [9, 9, 7, 7, 9, 9, 9];

/** Prints what a service says about its routes, busiest first, and the sum of them. */
export function printRoutes(service: string, routes: readonly RouteStatistics[], seconds: number): void {
  const width = Math.max(34, ...routes.map(({ route }) => route.length + 2));
  print(`  ${paint.service(service, service.padEnd(width))}${paint.quiet(alignRight(COLUMNS))}`);
  for (const route of [...routes].sort((left, right) => right.requests - left.requests)) {
    print(`  ${route.route.padEnd(width)}${row(route, seconds)}`);
  }
}

/** Share of the requests whose status starts with this digit. */
export function share({ counts, requests }: Pick<RouteStatistics, 'counts' | 'requests'>, digit: string): number {
  const matching = [...counts].filter(([status]) => status.startsWith(digit));
  return matching.reduce((sum, [, count]) => sum + count, 0) / requests;
}

function row(route: RouteStatistics, seconds: number): string {
  const cells = alignRight([
    String(route.requests),
    `${(route.requests / seconds).toFixed(1)}/s`,
    percentage(share(route, '4')),
    percentage(share(route, '5')),
    ...[route.p50, route.p95, route.p99].map(value => duration(value * 1000)),
  ]);
  return share(route, '5') > 0 ? paint.warning(cells) : cells;
}

function percentage(part: number): string {
  return part === 0 ? '·' : `${(part * 100).toFixed(1)} %`;
}

function alignRight(cells: readonly string[]): string {
  return cells.map((cell, index) => cell.padStart(WIDTHS[index]!)).join('');
}
