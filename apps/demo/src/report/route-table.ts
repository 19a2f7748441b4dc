import type { RouteStatistics } from '../metrics/route-statistics.ts';
import { share, type StatusClass } from '../metrics/status-class.ts';
import { duration, paint, print } from './terminal.ts';

const COLUMNS = ['requests', 'rate', '4xx', 'left', '5xx', 'p50', 'p95', 'p99'];
const FIRST_WIDTH = 9;
const CELL_WIDTH = 8;
const ROUTE_WIDTH = 36;

/** Prints what a service says about its routes, busiest first. */
export function printRoutes(service: string, routes: readonly RouteStatistics[], seconds: number): void {
  const columns = paint.quiet(COLUMNS.map(alignRight).join(''));
  print(`  ${paint.service(service, service.padEnd(ROUTE_WIDTH))}${columns}`);
  for (const route of [...routes].sort((left, right) => right.requests - left.requests)) {
    print(`  ${route.route.padEnd(ROUTE_WIDTH)}${row(route, seconds)}`);
  }
}

function row(route: RouteStatistics, seconds: number): string {
  const part = (ended: StatusClass): string => percentage(share(route, ended));
  const cells = [
    String(route.requests),
    `${(route.requests / seconds).toFixed(1)}/s`,
    part('refused'),
    part('left'),
    part('failed'),
    ...[route.p50, route.p95, route.p99].map(value => duration(value * 1000)),
  ].map(alignRight);
  const failed = COLUMNS.indexOf('5xx');
  if (share(route, 'failed') > 0) cells[failed] = paint.bad(cells[failed]!);
  return cells.join('');
}

function percentage(part: number): string {
  return part === 0 ? '-' : `${(part * 100).toFixed(1)} %`;
}

function alignRight(cell: string, column: number): string {
  return cell.padStart(column === 0 ? FIRST_WIDTH : CELL_WIDTH);
}
