import { openCheckpoint } from '../../evidence/checkpoint.js';
import type { Sql } from '../sql.js';
import { verifiersOf, type StreamIdentity } from './stream-identity.js';
import type { SignedCheckpoint } from './stream-tree.js';

/**
 * Reads the newest checkpoint of a log, whoever made it.
 *
 * @throws UnverifiedNoteError when it is not signed by a key of the log: that one must not be anchored.
 */
export async function newestCheckpoint(
  sql: Sql,
  identity: StreamIdentity,
): Promise<SignedCheckpoint | undefined> {
  const { stream } = identity;
  const [row] = await sql.rows<{ note: string }>(
    'SELECT note FROM audit_checkpoint WHERE stream = ? ORDER BY size DESC LIMIT 1',
    [stream],
  );
  return row && { ...openCheckpoint(row.note, verifiersOf(identity)), stream, note: row.note };
}
