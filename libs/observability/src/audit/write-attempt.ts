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
  if (scope.open.length > 0) {
    throw new AuditAtomicityError(
      definition.name,
      `takes atomic: 'attempt-first' and was called inside a transaction, where its attempt cannot be made durable`,
      'Call it before or after the transaction: what no rollback undoes does not belong inside one.',
    );
  }
  const built = entryOf(operation, { end: { outcome: 'unknown' }, atomicity: 'attempt', phase: 'attempt' });
  await audit.write([{ ...built, onWriteError: definition.options.onWriteError ?? 'fail' }]);
}
