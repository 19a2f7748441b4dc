import { AuditAtomicityError } from '../audit-atomicity.error.js';
import type { AuditOperation } from '../audit-operation.js';

/**
 * Refuses a statement that writes outside of a transaction, before it runs.
 *
 * @throws AuditAtomicityError when the call, or one around it, requires its record in the same transaction.
 */
export function guardAutocommit(operation: AuditOperation): void {
  for (const { atomic, definition } of operation.chain()) {
    if (atomic !== 'required') continue;
    throw new AuditAtomicityError(
      definition.name,
      `takes atomic: 'required' and was about to write outside of a transaction`,
      'Write through dataSource.transaction(), a QueryRunner with startTransaction(), or save(); the statement was not sent.',
    );
  }
}
