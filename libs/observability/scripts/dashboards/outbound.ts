import { of, percentiles, quantile, rate, type DashboardModel } from './model.ts';

const duration = 'http_client_request_duration_seconds';

export const outbound: DashboardModel = {
  uid: 'nestjs-outbound',
  title: 'NestJS / External calls',
  description: 'Calls of other services, as this one sees them.',
  rows: [
    {
      title: 'All of them',
      panels: [
        {
          title: 'Calls',
          description: 'Per second, by host.',
          unit: 'reqps',
          queries: [
            {
              expr: `sum by (server_address) (${rate(`${duration}_count${of()}`)})`,
              legend: '{{server_address}}',
            },
          ],
        },
        {
          title: 'Failed',
          description: 'Share of calls without an answer, or with a 4xx or 5xx, by host.',
          unit: 'percentunit',
          limits: [0.01, 0.05],
          queries: [
            {
              expr: `(sum by (server_address) (${rate(`${duration}_count${of('error_type!=""')}`)}) or 0 * sum by (server_address) (${rate(`${duration}_count${of()}`)})) / sum by (server_address) (${rate(`${duration}_count${of()}`)})`,
              legend: '{{server_address}}',
            },
          ],
        },
        {
          title: 'Duration',
          description: 'Percentiles of all calls, until the last byte of the answer.',
          unit: 's',
          queries: percentiles(duration, of()),
        },
      ],
    },
    {
      title: 'By what is called',
      panels: [
        {
          title: 'p95 by template',
          description:
            'One call in twenty takes longer. Templates come from the option tracing.outgoingHttp.templates.',
          unit: 's',
          width: 12,
          queries: [
            {
              expr: quantile(0.95, duration, of(), 'server_address, http_request_method, url_template, le'),
              legend: '{{http_request_method}} {{server_address}}{{url_template}}',
            },
          ],
        },
        {
          title: 'Status',
          description: 'Answers per second; without a status there was none.',
          kind: 'stacked',
          unit: 'reqps',
          width: 12,
          queries: [
            {
              expr: `sum by (http_response_status_code) (${rate(`${duration}_count${of()}`)})`,
              legend: '{{http_response_status_code}}',
            },
          ],
        },
      ],
    },
  ],
};
