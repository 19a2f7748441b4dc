import { join, relative } from 'node:path';
import type { DemoOptions } from '../demo-options.ts';
import type { RouteStatistics } from '../metrics/route-statistics.ts';
import { share, type StatusClass } from '../metrics/status-class.ts';
import type { CheckedPromise, Evidence } from '../promises.ts';
import type { ServiceEnvironment } from '../services/service-environment.ts';
import { printHistory } from './history-table.ts';
import { printLogLines } from './log-lines.ts';
import { printRoutes } from './route-table.ts';
import { heading, paint, print } from './terminal.ts';
import { printTrace } from './trace-picture.ts';
import { printWork } from './work-table.ts';

/** Prints what the services measured, and one order end to end. */
export function printSummary(
  { orders, payments, placements, work, showcase, history, verification }: Evidence,
  { seconds, dataDirectory }: { seconds: number; dataDirectory: string },
): void {
  heading(
    'What the services measured',
    'read from their own /metrics, percentiles as histogram_quantile() gives them',
  );
  printRoutes('orders', orders, seconds);
  print('');
  printRoutes('payments', payments, seconds);
  if (orders.some(({ route }) => route.endsWith(' unmatched'))) {
    print(
      '',
      paint.quiet(
        '  unmatched: an unknown path, or a body that is no JSON, which Express reads before it looks for a route',
      ),
    );
  }
  const results = placements.map(([result, count]) => `${count} ${result.replaceAll('_', ' ')}`);
  print('', `  ${sentence(orders, seconds)}`, paint.quiet(`  orders_placed_total: ${results.join(', ')}`));

  printWork(work);

  heading('One order, end to end', `trace ${showcase.traceId}, request ${showcase.requestId}`);
  if (showcase.trees?.length) printTrace(showcase.trees);
  if (!showcase.trees) print('  Its spans are in the backend that OTEL_EXPORTER_OTLP_ENDPOINT names.');

  const file = relative(process.cwd(), join(dataDirectory, '{orders,payments}.log'));
  heading('Its log lines', `grep ${showcase.traceId.slice(0, 8)} ${file}`);
  printLogLines(showcase.lines);

  heading('Who changed what', `order ${history.orderId}, GET /orders/:id/audit as the auditor`);
  printHistory(history);

  heading('Can the answer be trusted?', 'npx nestjs-observability audit verify');
  print(...verification.output.split('\n').map(line => (line === '' ? line : `  ${line}`)));
}

/** Prints what was checked, and what is missing. */
export function printPromises(promises: readonly CheckedPromise[]): void {
  heading('Checked');
  for (const { title, problems } of promises) {
    print(`  ${problems.length === 0 ? paint.good('✔') : paint.bad('✘')} ${title}`);
    print(...problems.map(problem => `    ${paint.bad(problem)}`));
  }
}

/** Prints where to look next. */
export function printLinks(
  { ordersUrl, paymentsUrl }: ServiceEnvironment,
  { once }: Pick<DemoOptions, 'once'>,
): void {
  heading('Look for yourself', once ? 'the services stop now; without --once they go on serving' : '');
  for (const [name, url] of [
    ['orders', ordersUrl],
    ['payments', paymentsUrl],
  ] as const) {
    const links = ['/metrics', '/healthz', '/ready'].map(path => paint.link(url + path));
    print(`  ${paint.service(name, name.padEnd(10))}${links.join('  ')}`);
  }
  print(`  ${paint.quiet(`curl -H "authorization: Bearer $(npm run -s demo:token)" ${ordersUrl}/orders`)}`);
}

function sentence(routes: readonly RouteStatistics[], seconds: number): string {
  const counts = new Map<string, number>();
  for (const route of routes) {
    for (const [status, count] of route.counts) counts.set(status, (counts.get(status) ?? 0) + count);
  }
  const requests = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const percent = (ended: StatusClass): string =>
    `${(share({ counts, requests }, ended) * 100).toFixed(1)} %`;
  const rate = paint.title(`${(requests / seconds).toFixed(1)} requests/s`);
  const failed = paint.title(percent('failed'));
  return `${rate}, ${failed} errors (5xx), ${percent('refused')} refused (4xx), ${percent('left')} left before the answer (499)`;
}
