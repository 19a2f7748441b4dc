import type { AuditDialectName } from '../../audit/typeorm/audit-dialect.js';
import type { Command, CommandCall } from '../command.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { UsageError } from '../usage.error.js';
import { databaseOptions, withAuditDatabase } from './with-audit-database.js';

const dialects: readonly string[] = ['postgres', 'mysql', 'sqlite'] satisfies AuditDialectName[];

/** Creates the tables and triggers of the audit trail, or prints how. */
export const migrateCommand: Command = {
  name: 'audit migrate',
  summary: 'Creates what the database lacks of the audit trail: tables, indexes, append-only triggers.',
  options: {
    ...databaseOptions,
    print: { description: 'Prints the statements instead of running them' },
    dialect: { value: '<name>', description: `With --print, without a database: ${dialects.join(', ')}` },
  },
  notes: ['It can be run again: what is there stays as it is, and no row is ever changed or removed.'],
  run: call => (call.flag('print') ? print(call) : migrate(call)),
};

async function migrate(call: CommandCall): Promise<ExitCode> {
  const { installTables, missingTables } = await import('../../audit/typeorm/install-tables.js');
  return withAuditDatabase(call, { readOnly: false, mayBeEmpty: true }, async ({ dataSource, dialect }) => {
    const missing = await missingTables(dataSource, dialect);
    if (missing.length > 0) await installTables(dataSource, dialect);
    call.output.line(
      missing.length === 0
        ? 'Nothing to do: all tables and triggers of the audit trail are there.'
        : `Created: ${missing.join(', ')}.`,
    );
    return exitCode.fine;
  });
}

async function print(call: CommandCall): Promise<ExitCode> {
  const { dialectNamed } = await import('../../audit/typeorm/dialects/dialect-of.js');
  const name = call.text('dialect');
  if (name !== undefined && !dialects.includes(name)) {
    throw new UsageError(`--dialect is ${dialects.join(', ')}; '${name}' is none of them.`);
  }
  const dialect =
    name === undefined
      ? await withAuditDatabase(call, { mayBeEmpty: true }, async ({ dialect: own }) => own)
      : dialectNamed(name as AuditDialectName);
  // The mysql client ends a statement at the first semicolon, also inside the body of a trigger.
  const end = dialect.name === 'mysql' ? '\n//' : ';';
  if (dialect.name === 'mysql') call.output.line('DELIMITER //');
  for (const statement of dialect.install) call.output.line(`${statement}${end}\n`);
  if (dialect.name === 'mysql') call.output.line('DELIMITER ;');
  return exitCode.fine;
}
