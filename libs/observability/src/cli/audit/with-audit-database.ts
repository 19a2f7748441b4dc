import type { AuditDatabase } from '../../audit/typeorm/audit-database.js';
import type { CommandCall, CommandOption } from '../command.js';
import { CommandError } from '../command.error.js';
import { exitCode } from '../exit-code.js';
import { UsageError } from '../usage.error.js';

/** Options of every command that reads or writes a database. */
export const databaseOptions = {
  'database-url': {
    value: '<url>',
    description:
      'postgres://, mysql:// or mariadb:// URL, or the path of a SQLite file; by default DATABASE_URL',
  },
} as const satisfies Record<string, CommandOption>;

/** The option that names a stream. */
export const streamOption = {
  stream: { value: '<name>', description: "Which Merkle tree; by default 'main'" },
} as const satisfies Record<string, CommandOption>;

/** The stream that a command is about. */
export function streamOf(call: CommandCall): string {
  return call.text('stream') ?? 'main';
}

/** How the database is opened. */
export interface DatabaseUse {
  readonly readOnly?: boolean;
  /** Whether the tables need not be there. */
  readonly mayBeEmpty?: boolean;
}

/**
 * Opens the database of the command line or of the environment, and closes it again.
 *
 * @throws UsageError when none is named
 * @throws CommandError when it cannot be opened, or has no audit trail
 */
export async function withAuditDatabase<T>(
  call: CommandCall,
  { readOnly = true, mayBeEmpty = false }: DatabaseUse,
  work: (database: AuditDatabase) => Promise<T>,
): Promise<T> {
  const url = call.text('database-url') ?? call.environment['DATABASE_URL'];
  if (!url) throw new UsageError('No database is named: pass --database-url <url> or set DATABASE_URL.');
  const [{ openAuditDatabase }, { AuditDatabaseError }] = await Promise.all([
    import('../../audit/typeorm/audit-database.js'),
    import('../../audit/typeorm/audit-database.error.js'),
  ]);
  const database = await openAuditDatabase({ url, readOnly }).catch((failure: unknown) => {
    if (!(failure instanceof AuditDatabaseError)) throw failure;
    throw new CommandError(failure.code, exitCode.unavailable, failure.message);
  });
  try {
    if (!mayBeEmpty) await assertTables(database);
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Of no use to any command, and hidden from auditors, so that MySQL shows them no such table. */
const unused = 'audit_subject_key';

/** Only tables: a missing trigger is a finding of `verify`, not a reason not to look. */
async function assertTables({ dataSource, dialect }: AuditDatabase): Promise<void> {
  const { missingTables } = await import('../../audit/typeorm/install-tables.js');
  const { AuditTablesMissingError } = await import('../../audit/typeorm/audit-tables-missing.error.js');
  const missing = await missingTables(dataSource, dialect);
  const tables = missing.filter(name => !name.includes('.') && name !== unused);
  if (tables.length === 0) return;
  const { code, message } = new AuditTablesMissingError(tables);
  throw new CommandError(code, exitCode.unavailable, message);
}
