import { AmbiguousTransactionError } from './ambiguous-transaction.error.js';
import type { AuditOutcome, AuditValue } from './audit-entry.js';
import type { AuditOperation } from './audit-operation.js';
import type { AuditTransaction, AuditWork } from './audit-transaction.js';
import type { BuiltEntry } from './built-entry.js';
import { entryOf } from './entry-of.js';
import { noEvidence } from './evidence-of-work.js';
import { outcomeOf, type FailedEnd } from './outcome-of.js';

/** What is known of a call that did not throw. */
export interface WellEnded {
  readonly result?: { readonly value: unknown };
  /** @defaultValue `'success'` */
  readonly outcome?: AuditOutcome;
  readonly details?: Readonly<Record<string, AuditValue>>;
}

/**
 * Records a call that ended well: with the transactions that it used and that are open, else by itself. Its own
 * transactions have recorded themselves when they were committed.
 *
 * @throws AmbiguousTransactionError when several transactions could be meant; AuditWriteError when the call has to fail with its record.
 */
export function concludeSuccess(operation: AuditOperation, ended: WellEnded): void | Promise<void> {
  const carriers = carriersOf(operation);
  if (isAmbiguous(operation, carriers)) {
    const error = new AmbiguousTransactionError(operation.definition.name, carriers.length);
    leaveFailure(operation, carriers, error);
    throw error;
  }
  const works: AuditWork[] = [...carriers];
  if (operation.autocommit && operation.hasUnrecordedWrites) works.push(operation.autocommit);
  const pending = works.flatMap(work => work.loadAfter(operation) ?? []);
  const record = (): void | Promise<void> => {
    for (const transaction of carriers) joinTransaction(operation, transaction, ended);
    return recordAlone(operation, ended, carriers.length > 0);
  };
  return pending.length > 0 ? Promise.all(pending).then(record) : record();
}

/** Records a call that threw: with an open transaction, which tells it however it ends, else by itself. Never rejects. */
export function concludeFailure(operation: AuditOperation, thrown: unknown): void | Promise<void> {
  const carriers = carriersOf(operation);
  if (carriers.length > 0) return leaveFailure(operation, carriers, thrown);
  return settleDoubts(operation, () => {
    const atomicity = operation.lastOwnEnd === 'rolled_back' ? 'after_rollback' : 'independent';
    const built = entryOf(operation, { end: endOf(operation, thrown), atomicity });
    return writeAlone(operation, { ...built, onWriteError: 'log' });
  });
}

/** The newest transaction carries it, even where it is not sure to be the right one: a failure must not vanish. */
function leaveFailure(
  operation: AuditOperation,
  carriers: readonly AuditTransaction[],
  thrown: unknown,
): void {
  const details = isAmbiguous(operation, carriers) ? { openTransactions: carriers.length } : {};
  carriers.at(-1)?.add(entryOf(operation, { end: endOf(operation, thrown), atomicity: 'tx', details }));
}

function endOf(operation: AuditOperation, thrown: unknown): FailedEnd {
  const { deniedWhen } = operation.definition.options;
  return outcomeOf(thrown, operation.ask('deniedWhen', () => deniedWhen?.(thrown)) === true);
}

/** Several transactions are open and the call used none of them. */
function isAmbiguous(operation: AuditOperation, carriers: readonly AuditTransaction[]): boolean {
  return carriers.length > 1 && operation.open.length === 0;
}

/**
 * The open transactions that the record belongs to: those that the call used; else, when it used nothing, whichever is open
 * in its scope.
 */
function carriersOf(operation: AuditOperation): readonly AuditTransaction[] {
  const { open, lastOwnEnd, autocommit, definition, audit } = operation;
  const { manager } = definition.options;
  if (manager) {
    const given = operation.ask('manager', () => manager(...(operation.args as never[])));
    const transaction = given && audit.transactions?.transactionOf(given);
    if (transaction?.open) return [transaction];
  }
  if (open.length > 0) return open;
  return lastOwnEnd === undefined && !autocommit ? operation.scope.open : [];
}

function joinTransaction(operation: AuditOperation, transaction: AuditTransaction, ended: WellEnded): void {
  const { result, details, outcome = 'success' } = ended;
  const evidence = transaction.evidenceOf(operation);
  transaction.add(
    entryOf(operation, {
      end: { outcome: evidence.undone ? 'rolled_back' : outcome },
      atomicity: 'tx',
      evidence,
      ...(result && { result }),
      ...(details && { details }),
    }),
  );
}

/** What no open transaction carries: the whole call, what it wrote outside of transactions, or that its work was undone. */
function recordAlone(operation: AuditOperation, ended: WellEnded, carried: boolean): void | Promise<void> {
  const { lastOwnEnd, hasUnrecordedWrites, autocommit } = operation;
  const isUndone = lastOwnEnd === 'rolled_back';
  if (!hasUnrecordedWrites && (carried || (lastOwnEnd !== undefined && !isUndone))) return;
  const undone = isUndone && !hasUnrecordedWrites;
  const { result, details, outcome = 'success' } = ended;
  const evidence = undone ? noEvidence : (autocommit?.evidenceOf(operation) ?? noEvidence);
  const built = entryOf(operation, {
    end: { outcome: undone ? 'rolled_back' : outcome },
    atomicity: undone ? 'after_rollback' : 'independent',
    evidence,
    ...(result && { result }),
    ...(details && { details }),
  });
  return writeAlone(operation, built);
}

/**
 * Writes an entry on a connection of its own. While a transaction may be open around the call, the call does not wait for
 * it: the transaction may hold the last connection of the pool until the call is over.
 */
function writeAlone({ audit, scope }: AuditOperation, built: BuiltEntry): void | Promise<void> {
  const mayHold = scope.open.length > 0 || (scope.isMakeshift && audit.transactions?.hasUnscoped === true);
  if (!mayHold || built.onWriteError === 'fail') return audit.write([built]);
  audit.background(audit.write([built]));
}

/** Waits until it is known whether lost commits took place; a call whose fate its commit has told needs no further record. */
function settleDoubts(operation: AuditOperation, record: () => void | Promise<void>): void | Promise<void> {
  const { doubts } = operation;
  if (doubts.length === 0) return record();
  return Promise.all(doubts).then(told => (told.every(Boolean) ? undefined : record()));
}
