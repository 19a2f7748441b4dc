/** Why a trace was kept. */
export type KeepReason = 'ratio' | 'rule' | 'parent' | 'error' | 'slow' | 'audited' | 'marked';

/** Which bound made a trace be decided before its end. */
export type BufferLimit = 'traces' | 'spans' | 'bytes' | 'age';

/** What tail sampling did so far. */
export class SamplingCounts {
  readonly kept = new Map<KeepReason, number>();
  /** Traces that were decided early, or, for `spans`, that lost spans beyond the bound. */
  readonly limited = new Map<BufferLimit, number>();
  private droppedTraces = 0;

  get dropped(): number {
    return this.droppedTraces;
  }

  countKept(reason: KeepReason): void {
    this.kept.set(reason, (this.kept.get(reason) ?? 0) + 1);
  }

  countDropped(): void {
    this.droppedTraces += 1;
  }

  countLimited(limit: BufferLimit): void {
    this.limited.set(limit, (this.limited.get(limit) ?? 0) + 1);
  }
}
