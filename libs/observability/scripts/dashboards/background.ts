import { of, quantile, rate, type DashboardModel } from './model.ts';

const run = 'background_run_duration_seconds';

export const background: DashboardModel = {
  uid: 'nestjs-background',
  title: 'NestJS / Jobs and queues',
  description: 'Schedules, listeners, queues and detached work: what nobody waits for.',
  rows: [
    {
      title: 'Runs',
      panels: [
        {
          title: 'Runs',
          description: 'Per minute, by work.',
          unit: 'short',
          queries: [
            {
              expr: `60 * sum by (background_trigger, background_work) (${rate(`${run}_count${of()}`)})`,
              legend: '{{background_trigger}} {{background_work}}',
            },
          ],
        },
        {
          title: 'By outcome',
          description: 'Per minute.',
          kind: 'stacked',
          unit: 'short',
          queries: [
            { expr: `60 * sum by (outcome) (${rate(`${run}_count${of()}`)})`, legend: '{{outcome}}' },
          ],
        },
        {
          title: 'p95',
          description: 'One run in twenty takes longer.',
          unit: 's',
          queries: [
            { expr: quantile(0.95, run, of(), 'background_work, le'), legend: '{{background_work}}' },
          ],
        },
        {
          title: 'Since the last success',
          description: 'Of schedules and queues.',
          kind: 'table',
          unit: 's',
          queries: [
            {
              expr: `time() - max by (background_trigger, background_work) (background_last_success_time_seconds${of()})`,
            },
          ],
        },
        {
          title: 'Under way',
          description: 'Runs that have begun and not ended.',
          unit: 'short',
          queries: [
            {
              expr: `sum by (background_work) (background_active_runs${of()})`,
              legend: '{{background_work}}',
            },
          ],
        },
        {
          title: 'Oldest run',
          description: 'A run that only gets older hangs.',
          unit: 's',
          limits: [600, 3_600],
          queries: [
            {
              expr: `max by (background_work) (background_oldest_run_age_seconds${of()})`,
              legend: '{{background_work}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Queues',
      panels: [
        {
          title: 'Jobs by state',
          description: 'The same in every instance, so the largest is shown.',
          unit: 'short',
          queries: [
            {
              expr: `max by (messaging_destination_name, job_state) (queue_jobs${of()})`,
              legend: '{{messaging_destination_name}} {{job_state}}',
            },
          ],
        },
        {
          title: 'Oldest waiting job',
          description: 'How late the queue is.',
          unit: 's',
          limits: [60, 900],
          queries: [
            {
              expr: `max by (messaging_destination_name) (queue_oldest_job_age_seconds${of()})`,
              legend: '{{messaging_destination_name}}',
            },
          ],
        },
        {
          title: 'Failed for good',
          description: 'Jobs without an attempt left, per hour.',
          unit: 'short',
          queries: [
            {
              expr: `sum by (messaging_destination_name) (increase(queue_dead_jobs_total${of()}[1h]))`,
              legend: '{{messaging_destination_name}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Messages',
      panels: [
        {
          title: 'Received',
          description: 'Per second, by pattern.',
          unit: 'ops',
          width: 12,
          queries: [
            {
              expr: `sum by (messaging_system, messaging_destination_template) (${rate(`messaging_process_duration_seconds_count${of()}`)})`,
              legend: '{{messaging_system}} {{messaging_destination_template}}',
            },
          ],
        },
        {
          title: 'Sent',
          description: 'Per second, by pattern.',
          unit: 'ops',
          width: 12,
          queries: [
            {
              expr: `sum by (messaging_system, messaging_destination_template) (${rate(`messaging_client_operation_duration_seconds_count${of()}`)})`,
              legend: '{{messaging_system}} {{messaging_destination_template}}',
            },
          ],
        },
      ],
    },
  ],
};
