import type { SqlSteps } from '../sql-steps.js';

/** Port: where the sealer runs its transactions, one at a time. */
export interface SealingConnection {
  /** Most events of one batch. */
  readonly batchSize: number;
  /** Whether anything waits to be sealed, asked outside of any transaction. */
  hasPending(): Promise<boolean>;
  /** Runs steps in a transaction of their own; `busy` when none can be had now. */
  transaction<T>(steps: () => SqlSteps<T>): Promise<T | 'busy'>;
}

/** Asks for one row, whichever. */
export const anyPending = 'SELECT n FROM audit_pending LIMIT 1';
