import { of, percentiles, quantile, rate, type DashboardModel } from './model.ts';

const duration = 'http_server_request_duration_seconds';
const chosen = of('http_route=~"$route"');
const count = `${duration}_count`;
const share = (status: string): string =>
  `(sum(${rate(`${count}${of('http_route=~"$route"', `http_response_status_code=~"${status}"`)}`)}) or vector(0)) / sum(${rate(`${count}${chosen}`)})`;

export const serviceOverview: DashboardModel = {
  uid: 'nestjs-service-overview',
  title: 'NestJS / Service overview',
  description:
    'Rate, errors and duration of requests. Points on the duration panels are exemplars: each opens its trace.',
  choices: [{ name: 'route', title: 'Route', query: `label_values(${count}{job=~"$job"}, http_route)` }],
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Requests',
          description: 'Answered requests per second.',
          kind: 'number',
          unit: 'reqps',
          width: 4,
          queries: [{ expr: `sum(${rate(`${count}${chosen}`)})` }],
        },
        {
          title: 'Errors',
          description: 'Share of requests that were answered with a 5xx.',
          kind: 'number',
          unit: 'percentunit',
          width: 4,
          limits: [0.01, 0.05],
          queries: [{ expr: share('5..') }],
        },
        {
          title: 'Rejected',
          description: 'Share of requests that were answered with a 4xx: what callers did wrong.',
          kind: 'number',
          unit: 'percentunit',
          width: 4,
          queries: [{ expr: share('4..') }],
        },
        {
          title: 'p99',
          description: 'One request in a hundred takes longer.',
          kind: 'number',
          unit: 's',
          width: 4,
          limits: [0.5, 1],
          queries: [{ expr: quantile(0.99, duration, chosen) }],
        },
        {
          title: 'Under way',
          description: 'Requests that are being answered.',
          kind: 'number',
          unit: 'short',
          width: 4,
          queries: [{ expr: `sum(http_server_active_requests${of()})` }],
        },
        {
          title: 'Instances ready',
          description: 'Instances that should get traffic, as of their latest readiness probe.',
          kind: 'number',
          unit: 'short',
          width: 4,
          queries: [{ expr: `sum(nestjs_observability_health_ready${of()})` }],
        },
      ],
    },
    {
      title: 'Over time',
      panels: [
        {
          title: 'Requests by status',
          description: 'Per second. 499 are callers that left before the answer.',
          kind: 'stacked',
          unit: 'reqps',
          queries: [
            {
              expr: `sum by (http_response_status_code) (${rate(`${count}${chosen}`)})`,
              legend: '{{http_response_status_code}}',
            },
          ],
        },
        {
          title: 'Errors and rejections',
          description: 'Share of all requests.',
          unit: 'percentunit',
          queries: [
            { expr: share('5..'), legend: '5xx' },
            { expr: share('4..'), legend: '4xx' },
          ],
        },
        {
          title: 'Duration',
          description: 'Percentiles of all requests, with exemplars.',
          unit: 's',
          queries: percentiles(duration, chosen),
        },
      ],
    },
    {
      title: 'By route',
      panels: [
        {
          title: 'Requests',
          description: 'Per second.',
          unit: 'reqps',
          queries: [
            {
              expr: `sum by (http_request_method, http_route) (${rate(`${count}${chosen}`)})`,
              legend: '{{http_request_method}} {{http_route}}',
            },
          ],
        },
        {
          title: 'Errors',
          description: 'Requests per second that were answered with a 5xx, by what was thrown.',
          unit: 'reqps',
          queries: [
            {
              expr: `sum by (http_route, error_type) (${rate(`${count}${of('http_route=~"$route"', 'http_response_status_code=~"5.."')}`)})`,
              legend: '{{http_route}} {{error_type}}',
            },
          ],
        },
        {
          title: 'p95',
          description: 'One request in twenty takes longer.',
          unit: 's',
          queries: [
            {
              expr: quantile(0.95, duration, chosen, 'http_request_method, http_route, le'),
              legend: '{{http_request_method}} {{http_route}}',
              exemplars: true,
            },
          ],
        },
        {
          title: 'Routes',
          description: 'Requests of the last hour, slowest first.',
          kind: 'table',
          unit: 's',
          width: 12,
          queries: [
            {
              expr: `sort_desc(histogram_quantile(0.95, sum by (http_request_method, http_route, le) (increase(${duration}_bucket${chosen}[1h]))))`,
            },
          ],
        },
        {
          title: 'Exceptions',
          description: 'Per second, each once per trace, however many spans it left.',
          unit: 'short',
          width: 12,
          queries: [
            {
              expr: `sum by (error_type, http_route) (${rate(`application_errors_total${of()}`)})`,
              legend: '{{error_type}} {{http_route}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Traced methods',
      panels: [
        {
          title: 'Calls',
          description: 'Per second.',
          unit: 'ops',
          width: 12,
          queries: [
            {
              expr: `sum by (code_function_name) (${rate(`code_function_calls_total${of()}`)})`,
              legend: '{{code_function_name}}',
            },
          ],
        },
        {
          title: 'p95',
          description: 'One call in twenty takes longer.',
          unit: 's',
          width: 12,
          queries: [
            {
              expr: quantile(0.95, 'code_function_duration_seconds', of(), 'code_function_name, le'),
              legend: '{{code_function_name}}',
            },
          ],
        },
      ],
    },
  ],
};
