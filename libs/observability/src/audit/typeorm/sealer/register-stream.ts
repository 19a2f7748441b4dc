import { step, type SqlSteps } from '../sql-steps.js';
import { AuditLogDamagedError } from './audit-log-damaged.error.js';
import type { SealingStatements } from './sealing-statements.js';
import type { StreamIdentity } from './stream-identity.js';

interface StreamRow {
  readonly origin: string;
  readonly key_ids: string;
}

/**
 * Writes the row of a log that sealers lock, unless it is there, and notes new keys in it.
 *
 * @throws AuditLogDamagedError when the log is registered under another origin.
 */
export function* registerStream(identity: StreamIdentity, statements: SealingStatements): SqlSteps<void> {
  const { stream, origin, signers } = identity;
  const keys = signers.map(({ verifier }) => verifier.toString());
  yield* step(statements.register, [stream, origin, keys.join('\n')]);
  const [row] = yield* step<StreamRow>('SELECT origin, key_ids FROM audit_log WHERE stream = ?', [stream]);
  if (row && row.origin !== origin) {
    throw new AuditLogDamagedError(
      stream,
      `it is registered as ${JSON.stringify(row.origin)}, but \`audit.origin\` is ${JSON.stringify(origin)}: ` +
        'set the origin as it was, or use another `audit.stream`.',
    );
  }
  const known = row?.key_ids.split('\n') ?? [];
  const added = keys.filter(key => !known.includes(key));
  if (added.length === 0) return;
  yield* step('UPDATE audit_log SET key_ids = ? WHERE stream = ?', [[...known, ...added].join('\n'), stream]);
}
