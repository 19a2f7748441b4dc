import { of, percentiles, quantile, rate, type DashboardModel } from './model.ts';

const duration = 'db_client_operation_duration_seconds';

export const database: DashboardModel = {
  uid: 'nestjs-database',
  title: 'NestJS / Database',
  description: 'Queries and connection pools, as the application sees them.',
  rows: [
    {
      title: 'Queries',
      panels: [
        {
          title: 'Queries',
          description: 'Per second, by operation and table.',
          unit: 'ops',
          queries: [
            {
              expr: `sum by (db_operation_name, db_collection_name) (${rate(`${duration}_count${of()}`)})`,
              legend: '{{db_operation_name}} {{db_collection_name}}',
            },
          ],
        },
        {
          title: 'Duration',
          description: 'Percentiles of all queries.',
          unit: 's',
          queries: percentiles(duration, of()),
        },
        {
          title: 'Failed',
          description: 'Per second, by the error of the driver.',
          unit: 'ops',
          queries: [
            {
              expr: `sum by (error_type) (${rate(`${duration}_count${of('error_type!=""')}`)})`,
              legend: '{{error_type}}',
            },
          ],
        },
        {
          title: 'Slowest',
          description: 'p95 of the last hour by summary of the query.',
          kind: 'table',
          unit: 's',
          width: 24,
          queries: [
            {
              expr: `topk(15, histogram_quantile(0.95, sum by (db_query_summary, le) (increase(${duration}_bucket${of()}[1h]))))`,
            },
          ],
        },
      ],
    },
    {
      title: 'Asked once for each row',
      panels: [
        {
          title: 'Repeated queries',
          description:
            'The same query again and again inside one method (N+1), per hour. The warning in the log names the line.',
          unit: 'short',
          width: 12,
          queries: [
            {
              expr: `sum by (db_query_summary) (increase(nestjs_observability_n_plus_one_total${of()}[1h]))`,
              legend: '{{db_query_summary}}',
            },
          ],
        },
        {
          title: 'Slow queries',
          description: 'Share of queries that took longer than half a second.',
          unit: 'percentunit',
          width: 12,
          queries: [
            {
              expr: `1 - sum by (db_query_summary) (${rate(`${duration}_bucket${of('le="0.5"')}`)}) / sum by (db_query_summary) (${rate(`${duration}_count${of()}`)})`,
              legend: '{{db_query_summary}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Connection pools',
      panels: [
        {
          title: 'Connections',
          description: 'By state.',
          kind: 'stacked',
          unit: 'short',
          queries: [
            {
              expr: `sum by (instance, db_client_connection_state) (db_client_connection_count${of()})`,
              legend: '{{instance}} {{db_client_connection_state}}',
            },
          ],
        },
        {
          title: 'Waiting for a connection',
          description:
            'Calls that wait because every connection is in use. Anything above 0 for long means that the pool is too small, or that transactions are too long.',
          unit: 'short',
          limits: [1, 10],
          queries: [
            {
              expr: `sum by (instance) (db_client_connection_pending_requests${of()})`,
              legend: '{{instance}}',
            },
          ],
        },
        {
          title: 'Time to a connection',
          description: 'p95.',
          unit: 's',
          queries: [
            {
              expr: quantile(0.95, 'db_client_connection_wait_time_seconds', of(), 'instance, le'),
              legend: '{{instance}}',
            },
          ],
        },
      ],
    },
  ],
};
