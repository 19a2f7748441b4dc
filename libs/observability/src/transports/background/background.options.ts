/** Work that no request waits for: schedules, event listeners, jobs of queues. */
export interface BackgroundOptions {
  /** Whether it is observed at all; `detached()` runs its work in any case. @defaultValue `true` */
  readonly enabled?: boolean;
  /** `@Cron`, `@Interval` and `@Timeout` of `@nestjs/schedule`. @defaultValue `true` */
  readonly schedules?: boolean;
  /** `@OnEvent` of `@nestjs/event-emitter`. @defaultValue `true` */
  readonly events?: boolean;
  /** Queues and processors of `@nestjs/bullmq`. @defaultValue `true` */
  readonly queues?: boolean;
  /**
   * What a job is to the work that added it: `'link'` gives each attempt a trace of its own with a link, so that a job an hour later
   * does not keep a trace open; `'parent'` makes it a part of the trace. @defaultValue `'link'`
   */
  readonly jobs?: 'link' | 'parent';
  /**
   * Whether a job carries the actor of whoever added it, beside the request id, so that its lines and audit records say on whose
   * behalf it runs. Who can write to the Redis of the queue can then name any actor. @defaultValue `true`
   */
  readonly carryActor?: boolean;
  /** Milliseconds between two readings of a queue's depth and age; reading happens at collection only. @defaultValue `5_000` */
  readonly queueInterval?: number;
}
