import { AuditAtomicityError } from './audit-atomicity.error.js';
import type { AuditOperation } from './audit-operation.js';
import { entryOf } from './entry-of.js';

/**
 * Writes the record of an attempt, by itself and before the work. It says `unknown`, until the record of the result says more.
 *
 * @throws AuditAtomicityError inside a transaction, which would take the record back with it; AuditWriteError when the record could not be stored.
 */
export async function writeAttempt(operation: AuditOperation): Promise<void> {
  const { scope, definition, audit } = operation;
  if (scope.open.length > 0 || isGivenTransaction(operation)) throw insideTransaction(definition.name);
  const built = entryOf(operation, { end: { outcome: 'unknown' }, atomicity: 'attempt', phase: 'attempt' });
  await audit.write([{ ...built, onWriteError: definition.options.onWriteError ?? 'fail' }]);
}

/** A call whose attempt cannot be made durable before its work. */
export function insideTransaction(method: string): AuditAtomicityError {
  return new AuditAtomicityError(
    method,
    `takes atomic: 'attempt-first' and was called inside a transaction, where its attempt cannot be made durable`,
    'Call it before or after the transaction: what no rollback undoes does not belong inside one.',
  );
}

/** Without a scope nobody knows whose transactions are open; what the caller passes tells it all the same. */
function isGivenTransaction({ args, audit: { transactions } }: AuditOperation): boolean {
  return transactions !== undefined && args.some(argument => transactions.isInside(argument));
}
