import type { AlertGroup } from './alert.js';

/** Databases as the application sees them: connections, and what is asked over them. */
export const databaseAlerts: AlertGroup = {
  name: 'nestjs-database',
  alerts: [
    {
      name: 'DatabasePoolExhausted',
      severity: 'ticket',
      expr: 'min_over_time(db_client_connection_pending_requests[5m]) > 0',
      for: '5m',
      summary: '{{ $value }} calls of {{ $labels.instance }} ({{ $labels.job }}) wait for a connection',
      description: 'Every connection of the pool has been in use for minutes. What waits long enough fails.',
    },
    {
      name: 'DatabaseConnectionsNearMax',
      severity: 'ticket',
      expr: 'sum by (job, instance, db_client_connection_pool_name) (db_client_connection_count{db_client_connection_state="used"}) / on (job, instance, db_client_connection_pool_name) db_client_connection_max > 0.9',
      for: '10m',
      summary:
        '{{ $value | humanizePercentage }} of the connections of {{ $labels.instance }} ({{ $labels.job }}) are in use',
      description: 'The pool has no reserve for the next peak.',
    },
    {
      name: 'DatabaseErrors',
      severity: 'ticket',
      expr: 'sum by (job) (rate(db_client_operation_duration_seconds_count{error_type!=""}[5m])) / sum by (job) (rate(db_client_operation_duration_seconds_count[5m])) > 0.05',
      for: '10m',
      summary: '{{ $value | humanizePercentage }} of the queries of {{ $labels.job }} fail',
      description: 'Whether users feel it is what HttpHighErrorRate says.',
    },
    {
      name: 'RepeatedQueries',
      severity: 'ticket',
      expr: 'sum by (job, db_query_summary) (increase(nestjs_observability_n_plus_one_total[1h])) > 10',
      for: '15m',
      summary: '{{ $labels.job }} asks "{{ $labels.db_query_summary }}" once for each row',
      description:
        'The same query came again and again inside one method. The warning in the log names the line.',
    },
  ],
};
