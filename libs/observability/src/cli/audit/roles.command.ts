import type { AuditDialectName } from '../../audit/typeorm/audit-dialect.js';
import type { Command, CommandCall } from '../command.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { UsageError } from '../usage.error.js';

/** Prints what an administrator runs. */
export const rolesCommand: Command = {
  name: 'audit roles',
  summary: 'Prints the statements that leave an application nothing but writing, sealing and reading.',
  options: {
    dialect: { value: '<name>', description: 'postgres or mysql (also for MariaDB); SQLite has no roles' },
    application: {
      value: '<role>',
      description: "Login role of the application; for mysql as 'name'@'host'",
    },
    auditor: { value: '<role>', description: 'Also lets this role read, for verify, prove and export' },
  },
  notes: ['Run them as an administrator once the tables are there, each statement after the other.'],
  run: print,
};

async function print(call: CommandCall): Promise<ExitCode> {
  const dialect = call.text('dialect');
  if (dialect !== 'postgres' && dialect !== 'mysql') {
    throw new UsageError(
      `audit roles: --dialect is postgres or mysql; ${dialect === undefined ? 'it is missing' : `'${dialect}' has no roles`}.`,
    );
  }
  const [application, auditor] = [call.text('application'), call.text('auditor')];
  if (!application)
    throw new UsageError(
      'audit roles: --application is missing, the role that the application logs in with.',
    );
  const [{ roleSetup }, { auditorRights }] = await Promise.all([
    import('../../audit/typeorm/roles/role-setup.js'),
    import('../../audit/typeorm/roles/auditor-rights.js'),
  ]);
  const name: AuditDialectName = dialect;
  const statements = [...roleSetup(name, { application }), ...(auditor ? auditorRights(name, auditor) : [])];
  for (const statement of statements) call.output.line(`${statement};`);
  return exitCode.fine;
}
