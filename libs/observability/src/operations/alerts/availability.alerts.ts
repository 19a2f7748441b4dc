import type { AlertGroup } from './alert.js';

/**
 * Whether the service is there. Each service tells whether its signals are on; that series says which jobs are meant,
 * so that no name has to be written down, and the targets of other programs are left alone.
 */
export const availabilityAlerts: AlertGroup = {
  name: 'nestjs-availability',
  alerts: [
    {
      name: 'ServiceDown',
      severity: 'page',
      expr: 'sum by (job) (up) == 0 and on (job) group by (job) (last_over_time(nestjs_observability_signal_enabled[1d]))',
      for: '2m',
      summary: 'No instance of {{ $labels.job }} answers',
      description:
        'Prometheus reaches none of the instances that it is told of. Users most likely do not either.',
    },
    {
      name: 'ServiceAbsent',
      severity: 'page',
      expr: 'group by (job) (last_over_time(nestjs_observability_signal_enabled[1h])) unless on (job) group by (job) (nestjs_observability_signal_enabled)',
      for: '5m',
      summary: '{{ $labels.job }} has not been seen for some minutes',
      description:
        'The service sent metrics within the last hour and sends none now: it is gone, or nobody looks for it any more. The alert ends by itself after an hour.',
    },
    {
      name: 'InstanceDown',
      severity: 'ticket',
      expr: 'up == 0 and on (job) group by (job) (nestjs_observability_signal_enabled)',
      for: '10m',
      summary: 'An instance of {{ $labels.job }} does not answer: {{ $labels.instance }}',
      description: 'Others of the same service do, so users are served, with less in reserve.',
    },
    {
      name: 'ServiceRestarts',
      severity: 'ticket',
      expr: 'sum by (job, instance) (resets(nodejs_eventloop_time_seconds_total{nodejs_eventloop_state="active"}[30m])) >= 3',
      summary: '{{ $labels.instance }} of {{ $labels.job }} has started {{ $value }} times in half an hour',
      description:
        'The process ends again and again. Where each start gets a new instance label, it is ServiceAbsent that tells.',
    },
    {
      name: 'ReadinessFlapping',
      severity: 'ticket',
      expr: 'changes(nestjs_observability_health_ready[15m]) >= 6',
      summary: '{{ $labels.instance }} of {{ $labels.job }} is ready and unready in turn',
      description:
        'It changed its mind {{ $value }} times in a quarter of an hour; each time the balancer moves its requests.',
    },
  ],
};
