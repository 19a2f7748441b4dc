import type { AuditEvent } from '../../audit-event.js';
import { leafHash } from '../../evidence/leaf-hash.js';
import { step, type SqlSteps } from '../sql-steps.js';
import type { SealingStatements } from './sealing-statements.js';
import type { SignedCheckpoint, StreamTree } from './stream-tree.js';

/**
 * Seals events in the transaction that has just written them, waiting for any other that seals the same log: until that
 * one commits, nobody else's audited transaction does. The default on SQLite, whose transactions wait anyway.
 *
 * @throws AuditLogDamagedError, which must roll the transaction back.
 */
export function* sealInline(
  events: readonly AuditEvent[],
  tree: StreamTree,
  statements: SealingStatements,
): SqlSteps<SignedCheckpoint> {
  yield* step(statements.lock, [tree.stream]);
  const leaves = events.map(({ entry, body, mac }) => ({ eventId: entry.id, hash: leafHash(body, mac) }));
  return yield* tree.append(yield* tree.frontier(), leaves);
}
