import type { DataSource } from 'typeorm';
import type { AuditDialect } from './audit-dialect.js';
import { inTransaction } from './raw-transaction.js';
import { RunnerSql } from './runner-sql.js';
import { runSteps, runStepsNow } from './sql-steps.js';
import { SqliteHandle } from './sqlite-handle.js';

/** Names of the tables and triggers of the audit trail that a database lacks. */
export async function missingTables(
  dataSource: DataSource,
  dialect: AuditDialect,
): Promise<readonly string[]> {
  if (dialect.name === 'sqlite') return runStepsNow(new SqliteHandle(dataSource), dialect.missing());
  const runner = dataSource.createQueryRunner();
  try {
    return await runSteps(new RunnerSql(runner), dialect.missing());
  } finally {
    await runner.release();
  }
}

/** Creates what a database lacks of the audit trail, on one connection; several replicas may do so at once. */
export async function installTables(dataSource: DataSource, dialect: AuditDialect): Promise<void> {
  if (dialect.name === 'sqlite') {
    const handle = new SqliteHandle(dataSource);
    handle.transaction(() => {
      for (const statement of dialect.install) handle.run(statement);
    });
    return;
  }
  const runner = dataSource.createQueryRunner();
  try {
    const sql = new RunnerSql(runner);
    await inTransaction(sql, async () => {
      for (const statement of dialect.install) await sql.run(statement);
    });
  } finally {
    await runner.release();
  }
}
