import type { AuditOperation } from './audit-operation.js';
import type { BuiltEntry } from './built-entry.js';
import type { Evidence } from './evidence-of-work.js';

/** Port: work on a database that an operation did, inside a transaction or without one. */
export interface AuditWork {
  /** Loads the state after the work, where the operation has a loader; `undefined` when there is nothing to wait for. */
  loadAfter(operation: AuditOperation): Promise<void> | undefined;
  /** What is known about the changes of an operation. */
  evidenceOf(operation: AuditOperation): Evidence;
}

/** Port: an open transaction of the application, which can carry entries. */
export interface AuditTransaction extends AuditWork {
  /** Whether it can still commit. */
  readonly open: boolean;
  /** Leaves an entry with the current savepoint level; it is written when the transaction ends, as its end demands. */
  add(built: BuiltEntry): void;
}

/** Port: finds the transaction behind what the application calls its manager. */
export interface AuditTransactionFinder {
  transactionOf(manager: unknown): AuditTransaction | undefined;
  /** Whether an argument of a call is a manager, a repository or a query runner inside an open transaction. Runs no code of it. */
  isInside(argument: unknown): boolean;
  /** Whether transactions are open that nobody's scope knows of. */
  readonly hasUnscoped: boolean;
}
