/** How a batch went, as far as the next one is concerned. */
export type SealingTurn = 'full' | 'short' | 'idle' | 'failed';

const gather = 50;
/** What the application gets to itself between two batches, however slow they are. */
const leastPause = 10;
const longestIdle = 500;
const firstRetry = 250;
const longestRetry = 10_000;

/** How many milliseconds a sealer sleeps before its next turn. */
export class SealingPace {
  private idle = gather;
  private retry = firstRetry;

  /** Work is there, now or soon: gives how long to sleep at most, which is 50, so that batches gather. Not while sealing fails. */
  quicken(): number {
    this.idle = gather;
    return this.retry === firstRetry ? gather : Number.POSITIVE_INFINITY;
  }

  /**
   * After a full batch none; after a short one what is left of 50, so that batches gather and those of a busy server, which take
   * long, follow each other sooner; while nothing comes up to 500; while it fails up to 10,000.
   *
   * @param took milliseconds of that turn
   */
  after(turn: SealingTurn, took = 0): number {
    const { idle, retry } = this;
    this.idle = turn === 'idle' ? Math.min(idle * 2, longestIdle) : gather;
    this.retry = turn === 'failed' ? Math.min(retry * 2, longestRetry) : firstRetry;
    if (turn === 'failed') return retry;
    if (turn === 'idle') return idle;
    return turn === 'full' ? 0 : Math.max(gather - took, leastPause);
  }
}
