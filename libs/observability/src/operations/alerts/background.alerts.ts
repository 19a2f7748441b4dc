import { rose } from '../rules/promql.js';
import type { AlertGroup } from './alert.js';

/** Schedules, listeners, queues: work that nobody waits for, so nobody complains when it stops. */
export const backgroundAlerts: AlertGroup = {
  name: 'nestjs-background',
  alerts: [
    {
      name: 'JobNotSucceeded',
      severity: 'ticket',
      expr: 'max by (job, background_work) (background_last_success_time_seconds{background_trigger=~"cron|interval"}) < time() - 93600',
      for: '10m',
      summary: '{{ $labels.background_work }} of {{ $labels.job }} has not succeeded for more than a day',
      description:
        'For work that runs at least daily: it fails each time, hangs, or is not started any more.',
    },
    {
      name: 'BackgroundFailures',
      severity: 'ticket',
      expr: 'sum by (job, background_work) (increase(background_run_duration_seconds_count{outcome="failure"}[1h])) / sum by (job, background_work) (increase(background_run_duration_seconds_count[1h])) > 0.5',
      for: '15m',
      summary: '{{ $labels.background_work }} of {{ $labels.job }} fails more often than it succeeds',
      description: 'Each failed run has a trace and a line with its error.',
    },
    {
      name: 'BackgroundRunHangs',
      severity: 'ticket',
      expr: 'max by (job, instance, background_work) (background_oldest_run_age_seconds) > 3600',
      for: '5m',
      summary:
        'A run of {{ $labels.background_work }} has been under way for {{ $value | humanizeDuration }}',
      description: 'Work that takes hours by nature deserves an exception here; everything else hangs.',
    },
    {
      name: 'QueueGrows',
      severity: 'ticket',
      expr: 'min by (job, messaging_destination_name) (min_over_time(queue_jobs{job_state="waiting"}[15m])) > 100 and max by (job, messaging_destination_name) (deriv(queue_jobs{job_state="waiting"}[15m])) > 0',
      for: '15m',
      summary: 'The queue {{ $labels.messaging_destination_name }} grows: {{ $value }} jobs wait',
      description: 'More jobs come than are worked off.',
    },
    {
      name: 'QueueOld',
      severity: 'ticket',
      expr: 'max by (job, messaging_destination_name) (queue_oldest_job_age_seconds) > 900',
      for: '5m',
      summary:
        'A job in {{ $labels.messaging_destination_name }} has waited for {{ $value | humanizeDuration }}',
      description: 'No worker takes it, or too few do.',
    },
    {
      name: 'DeadJobs',
      severity: 'ticket',
      expr: rose('queue_dead_jobs_total', '30m', 'job, messaging_destination_name'),
      summary: '{{ $value | humanize }} jobs of {{ $labels.messaging_destination_name }} failed for good',
      description: 'No attempt is left; they stay where they are until somebody decides about them.',
    },
  ],
};
