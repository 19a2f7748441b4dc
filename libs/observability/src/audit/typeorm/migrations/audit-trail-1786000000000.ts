import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { AuditDialect } from '../audit-dialect.js';
import { auditedDrivers, dialectOf } from '../dialects/dialect-of.js';
import { ownStatement } from '../own-statements.js';
import { AuditTablesInUseError } from './audit-tables-in-use.error.js';

/** Creates the tables, indexes and append-only triggers of the audit trail. */
export class AuditTrail1786000000000 implements MigrationInterface {
  readonly name = 'AuditTrail1786000000000';

  /** @throws when the database is of a kind that holds no audit trail. */
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of dialectFor(runner).install) await runner.query(ownStatement(statement));
  }

  /** @throws AuditTablesInUseError when there are events. */
  async down(runner: QueryRunner): Promise<void> {
    const events: unknown[] = await runner.query(ownStatement('SELECT 1 FROM audit_event LIMIT 1'));
    if (events.length > 0) throw new AuditTablesInUseError();
    for (const statement of dialectFor(runner).uninstall) await runner.query(ownStatement(statement));
  }
}

function dialectFor({ dataSource }: QueryRunner): AuditDialect {
  const dialect = dialectOf(dataSource);
  if (dialect) return dialect;
  throw new Error(
    `AuditTrail1786000000000: a data source of type ${dataSource.options.type} holds no audit trail; ` +
      `use one of ${auditedDrivers.join(', ')}.`,
  );
}
