import type { AlertGroup } from './alert.js';

const requests = 'http_server_request_duration_seconds_count';
/** Requests of the last five minutes below which a share says nothing. */
const enough = (by: string): string => `sum by (${by}) (increase(${requests}[5m])) >= 50`;

/** What callers feel. Where objectives are written down (`slo generate`), their alerts say the same more exactly. */
export const httpAlerts: AlertGroup = {
  name: 'nestjs-http',
  alerts: [
    {
      name: 'HttpHighErrorRate',
      severity: 'page',
      expr: `sum by (job) (rate(${requests}{http_response_status_code=~"5.."}[5m])) / sum by (job) (rate(${requests}[5m])) > 0.05 and on (job) ${enough('job')}`,
      for: '5m',
      summary: '{{ $value | humanizePercentage }} of the requests to {{ $labels.job }} fail',
      description: 'More than one request in twenty has been answered with a 5xx for five minutes.',
    },
    {
      name: 'HttpRouteErrorRate',
      severity: 'ticket',
      expr: `sum by (job, http_request_method, http_route) (rate(${requests}{http_response_status_code=~"5.."}[5m])) / sum by (job, http_request_method, http_route) (rate(${requests}[5m])) > 0.1 and on (job, http_request_method, http_route) ${enough('job, http_request_method, http_route')}`,
      for: '15m',
      summary:
        '{{ $labels.http_request_method }} {{ $labels.http_route }} of {{ $labels.job }} fails for {{ $value | humanizePercentage }}',
      description: 'One route fails often, though the service as a whole may look well.',
    },
    {
      name: 'HttpSlow',
      severity: 'ticket',
      expr: `histogram_quantile(0.99, sum by (job, le) (rate(http_server_request_duration_seconds_bucket[5m]))) > 1 and on (job) ${enough('job')}`,
      for: '15m',
      summary:
        'One request in a hundred to {{ $labels.job }} takes more than {{ $value | humanizeDuration }}',
      description: 'The 99th percentile has been above a second for a quarter of an hour.',
    },
    {
      name: 'HttpClientsLeave',
      severity: 'ticket',
      expr: `sum by (job) (rate(http_server_aborted_requests_total[5m])) / sum by (job) (rate(${requests}[5m])) > 0.05 and on (job) ${enough('job')}`,
      for: '10m',
      summary:
        '{{ $value | humanizePercentage }} of the callers of {{ $labels.job }} leave before the answer',
      description: 'Callers that give up are mostly callers that waited too long.',
    },
  ],
};
