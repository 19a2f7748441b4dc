import type { NoteVerifier } from '../../audit/evidence/note-verifier.js';
import type { AuditDatabase } from '../../audit/typeorm/audit-database.js';
import type { CommandCall } from '../command.js';
import { CommandError } from '../command.error.js';
import { exitCode } from '../exit-code.js';
import { signerOf, verifiersOf } from './evidence-keys.js';

/** A log and the keys that its checkpoints are checked with. */
export interface LogIdentity {
  readonly stream: string;
  readonly origin: string;
  readonly verifiers: readonly NoteVerifier[];
  /**
   * Where the keys come from. Those that the database itself names prove nothing to somebody who does not trust the
   * database: whoever rewrites the log writes their own.
   */
  readonly source: 'given' | 'signing key' | 'database';
}

/**
 * Finds origin and keys of a log: from the command line, from the signing key of the application, or else, as the last
 * resort, from the database.
 *
 * @throws CommandError when the database has no such log
 */
export async function logIdentity(
  call: CommandCall,
  database: AuditDatabase,
  stream: string,
): Promise<LogIdentity> {
  const given = await verifiersOf(call);
  const [first] = given;
  if (first !== undefined) {
    // The environment of an application has former keys here, and the one that signs now beside them.
    const signer = await signerOf(call, first.name);
    const verifiers = signer ? [signer.verifier, ...given] : given;
    return { stream, origin: first.name, verifiers, source: 'given' };
  }
  const { origin, keys } = await registered(database, stream);
  const signer = await signerOf(call, origin);
  if (signer) return { stream, origin, verifiers: [signer.verifier], source: 'signing key' };
  const { NoteVerifier: Verifier } = await import('../../audit/evidence/note-verifier.js');
  return { stream, origin, verifiers: keys.map(key => Verifier.parse(key)), source: 'database' };
}

/** What the database says of a log. */
export async function registered(
  { dataSource }: AuditDatabase,
  stream: string,
): Promise<{ readonly origin: string; readonly keys: readonly string[] }> {
  const { PooledSql } = await import('../../audit/typeorm/query/reading-sql.js');
  const logs = await new PooledSql(dataSource).rows<{ stream: string; origin: string; key_ids: string }>(
    'SELECT stream, origin, key_ids FROM audit_log ORDER BY stream',
  );
  const log = logs.find(each => each.stream === stream);
  if (log) return { origin: log.origin, keys: log.key_ids.split('\n').filter(key => key !== '') };
  const others =
    logs.length > 0
      ? `It has: ${logs.map(each => each.stream).join(', ')}.`
      : 'Nothing was ever sealed in it.';
  throw new CommandError(
    'CLI_NO_STREAM',
    exitCode.unavailable,
    `The database has no stream '${stream}'. ${others}`,
  );
}
