import { DatabaseTimeoutError } from './borrow-connection.js';
import type { SqliteHandle } from './sqlite-handle.js';
import type { TransactionEnds } from './transaction-ends.js';

/** Milliseconds between two looks whether a transaction has ended that TypeORM does not know of. */
const lookAgain = 10;

/**
 * Lets work onto the one connection of SQLite while nobody has a transaction open there: inside of somebody else's it would
 * be rolled back with it.
 */
export class SqliteTurns {
  private readonly waiting = new Set<() => void>();

  constructor(
    readonly handle: SqliteHandle,
    private readonly ends: TransactionEnds,
    /** Milliseconds to wait for the end of a transaction. */
    private readonly patience: number,
  ) {
    ends.listen(() => {
      for (const attempt of this.waiting) attempt();
    });
    ends.start();
  }

  /** Ends to listen. */
  close(): void {
    this.ends.stop();
  }

  /**
   * Runs work as soon as no transaction is open, before whoever ended the last one goes on and may begin the next.
   *
   * @throws DatabaseTimeoutError when a transaction stays open too long.
   */
  async take<T>(work: () => T): Promise<T> {
    if (!this.handle.inTransaction) return work();
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.waiting.delete(attempt);
        clearInterval(look);
        clearTimeout(late);
      };
      const attempt = () => {
        if (this.handle.inTransaction) return;
        stop();
        try {
          resolve(work());
        } catch (failure) {
          reject(failure as Error);
        }
      };
      // Somebody waits for the outcome, so these hold the process.
      const look = setInterval(attempt, lookAgain);
      const late = setTimeout(() => {
        stop();
        reject(new DatabaseTimeoutError(this.patience));
      }, this.patience);
      this.waiting.add(attempt);
    });
  }
}
