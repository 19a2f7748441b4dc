import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { jobStates, type BullQueue } from './bull-types.js';

/** How a queue is doing. */
export interface QueueState {
  readonly counts: ReadonlyMap<string, number>;
  /** Seconds that the job waits which comes next; 0 when none waits. */
  readonly oldest: number;
}

/** Milliseconds that a collection waits for Redis. */
const patience = 500;

/**
 * Reads the depth and the age of one queue, when metrics are collected. Redis is asked once at a time and no more often than
 * stated; while it does not answer there is no figure, and nobody waits.
 */
export class QueueReading {
  private state: QueueState | undefined;
  private readAt = Number.NEGATIVE_INFINITY;
  private pending: Promise<void> | undefined;

  constructor(
    private readonly queue: BullQueue,
    private readonly interval: number,
  ) {}

  get name(): string {
    return this.queue.name;
  }

  /** The newest figures; nothing while Redis is away or the queue is closed. Never rejects. */
  async read(): Promise<QueueState | undefined> {
    if (this.queue.closing) return undefined;
    if (performance.now() - this.readAt < this.interval) return this.state;
    this.pending ??= context
      .with(suppressTracing(ROOT_CONTEXT), () => this.ask())
      .finally(() => {
        this.pending = undefined;
      });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>(resolve => {
      timer = setTimeout(resolve, patience, 'late').unref();
    });
    const first = await Promise.race([this.pending, late]).finally(() => clearTimeout(timer));
    return first === 'late' ? undefined : this.state;
  }

  private async ask(): Promise<void> {
    try {
      const [counts, [next]] = await Promise.all([
        this.queue.getJobCounts(...jobStates),
        this.queue.getWaiting(0, 0),
      ]);
      const oldest = next ? Math.max(Date.now() - next.timestamp, 0) / 1_000 : 0;
      this.state = { counts: new Map(jobStates.map(state => [state, counts[state] ?? 0])), oldest };
      this.readAt = performance.now();
    } catch {
      // A queue without figures is seen as such; whoever uses it hears of Redis itself.
      this.state = undefined;
    }
  }
}
