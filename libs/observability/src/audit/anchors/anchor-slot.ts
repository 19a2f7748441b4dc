import type { AnchoredCheckpoint, AuditAnchor } from './audit-anchor.js';

/** What one anchor has and lacks. */
export interface AnchorState {
  readonly name: string;
  /** Size of the newest checkpoint that it keeps. */
  readonly size?: number;
  /** Since when it lacks the newest one: milliseconds of `performance.now()`. Absent while it has it. */
  readonly behindSince?: number;
  /** Attempts that failed. */
  readonly failures: number;
}

/** An attempt that takes longer counts as failed. */
const longestAttempt = 10_000;

/** One anchor with what it already keeps. */
export class AnchorSlot {
  private kept: AnchoredCheckpoint | undefined;
  private behindSince: number | undefined;
  private failures = 0;

  constructor(
    private readonly anchor: AuditAnchor,
    private readonly timeout = longestAttempt,
  ) {}

  get name(): string {
    return this.anchor.name;
  }

  /** Its state while this is the newest checkpoint. */
  stateFor(latest: AnchoredCheckpoint | undefined): AnchorState {
    const { name, kept, failures } = this;
    if (latest && kept?.note !== latest.note) this.behindSince ??= performance.now();
    const { behindSince } = this;
    return {
      name,
      failures,
      ...(kept && { size: kept.size }),
      ...(behindSince !== undefined && { behindSince }),
    };
  }

  /** Hands a checkpoint over unless it is there already. Gives what went wrong; never rejects. */
  async publish(checkpoint: AnchoredCheckpoint): Promise<unknown> {
    if (this.kept?.note === checkpoint.note) return undefined;
    this.behindSince ??= performance.now();
    const deadline = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const failure = new Error(`no answer within ${this.timeout} ms`);
        deadline.abort(failure);
        reject(failure);
      }, this.timeout).unref();
    });
    try {
      const attempt = (async () => this.anchor.publish(checkpoint, deadline.signal))();
      attempt.catch(() => undefined);
      await Promise.race([attempt, late]);
      this.kept = checkpoint;
      this.behindSince = undefined;
      return undefined;
    } catch (failure) {
      this.failures += 1;
      return failure ?? new Error('the anchor threw nothing');
    } finally {
      clearTimeout(timer);
    }
  }
}
