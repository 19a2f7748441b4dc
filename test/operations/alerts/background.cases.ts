import type { AlertCase, Scenario } from './alert-case.js';

const work = (name: string, values: string, more = ''): Scenario => ({
  [`${name}{job="shop",instance="a",background_work="Stock.report"${more}}`]: values,
});
const queue = (name: string, values: string, more = ''): Scenario => ({
  [`${name}{job="shop",instance="a",messaging_destination_name="mail"${more}}`]: values,
});
const runs = (outcome: string, values: string): Scenario =>
  work('background_run_duration_seconds_count', values, `,outcome="${outcome}"`);

export const backgroundCases: readonly AlertCase[] = [
  {
    alert: 'JobNotSucceeded',
    // 26 hours are 1560 minutes; series begin at the epoch.
    minute: 1_600,
    fires: work('background_last_success_time_seconds', '0x1700', ',background_trigger="cron"'),
    silent: {
      ...work('background_last_success_time_seconds', '0x500 30000x1300', ',background_trigger="cron"'),
      ...work('background_last_success_time_seconds', '0x1700', ',background_trigger="event"'),
    },
  },
  {
    alert: 'BackgroundFailures',
    minute: 90,
    fires: { ...runs('failure', '0+2x120'), ...runs('success', '0+1x120') },
    silent: { ...runs('failure', '0+1x120'), ...runs('success', '0+3x120') },
  },
  {
    alert: 'BackgroundRunHangs',
    minute: 90,
    fires: work('background_oldest_run_age_seconds', '0+60x120'),
    silent: work('background_oldest_run_age_seconds', '120x120'),
  },
  {
    alert: 'QueueGrows',
    minute: 90,
    fires: queue('queue_jobs', '100+10x120', ',job_state="waiting"'),
    // Full, but being worked off.
    silent: queue('queue_jobs', '5000-10x120', ',job_state="waiting"'),
  },
  {
    alert: 'QueueOld',
    minute: 60,
    fires: queue('queue_oldest_job_age_seconds', '0+60x90'),
    silent: queue('queue_oldest_job_age_seconds', '30x90'),
  },
  {
    alert: 'DeadJobs',
    minute: 30,
    fires: queue('queue_dead_jobs_total', '_x15 1x40'),
    silent: queue('queue_dead_jobs_total', '9x60'),
  },
];
