/** Names of background work: schedules, events, queues and detached promises. */

/** Attributes of background work. The comments are the reference in `docs/telemetry.md`. */
export const backgroundAttr = {
  /** Ours. What started the run: `cron`, `interval`, `timeout`, `event`, `queue` or `detached`. */
  trigger: 'background.trigger',
  /** Ours. Name of the work: `Class.method`, or what `detached()` was given. */
  work: 'background.work',
  /** Ours. Listeners: the event, or the pattern, that they listen to. */
  event: 'background.event',
  /** Ours. Runs of the same work that were under way when this one began; absent when there were none. */
  overlap: 'background.overlapping_runs',
  /** Queues: number of jobs that are added at once. */
  messagingBatchMessageCount: 'messaging.batch.message_count',
  /** Ours. Queues: name of the job. */
  jobName: 'job.name',
  /** Ours. Queues: which attempt at the job it is, from 1. */
  jobAttempt: 'job.attempt',
  /** Ours. Queues: attempts that the job may take. */
  jobMaxAttempts: 'job.max_attempts',
  /** Ours. Queues: milliseconds from the job being added, or due, to the first attempt. */
  jobWait: 'job.wait_ms',
  /** Ours. Metrics of queues: `waiting`, `active`, `delayed`, `prioritized`, `waiting-children` or `failed`. */
  jobState: 'job.state',
} as const;

/** Instruments of background work. */
export const backgroundMetric = {
  /** Ours. */
  runDuration: 'background.run.duration',
  /** Ours. */
  activeRuns: 'background.active_runs',
  /** Ours. */
  oldestRun: 'background.oldest_run.age',
  /** Ours. */
  lastSuccess: 'background.last_success.time',
  /** Ours. */
  deadJobs: 'queue.dead_jobs',
} as const;

/** Instruments of queues, read from Redis at collection. */
export const queueMetric = {
  /** Ours. */
  jobs: 'queue.jobs',
  /** Ours. */
  oldestJob: 'queue.oldest_job.age',
} as const;

/** Fields of a log line inside a job. The comments are the reference in `docs/telemetry.md`. */
export const backgroundField = {
  /** Lines of a job: its queue. */
  queue: 'queue',
  /** Lines of a job: its id. */
  jobId: 'job_id',
  /** Lines of a job: which attempt it is, from 1. */
  attempt: 'attempt',
} as const;

/** Those of which the set of values is bounded. */
export type BackgroundDimension =
  typeof backgroundAttr.trigger | typeof backgroundAttr.work | typeof backgroundAttr.event;
