import type { QueryRunner } from 'typeorm';
import { DriverSql, type PostgresClient } from './driver-sql.js';
import { numberedPlaceholders } from './numbered-placeholders.js';
import { ownStatement } from './own-statements.js';
import { PreparedStatements } from './prepared-statements.js';
import type { Sql } from './sql.js';

/** Statements of the audit trail on a connection that TypeORM lends. */
export class RunnerSql implements Sql {
  private readonly numbered: boolean;

  constructor(
    private readonly runner: QueryRunner,
    private readonly prepared = PreparedStatements.off,
  ) {
    this.numbered = runner.dataSource.options.type === 'postgres';
  }

  async run(statement: string, parameters: readonly unknown[] = []): Promise<void> {
    await this.query(statement, parameters);
  }

  async rows<T extends object>(
    statement: string,
    parameters: readonly unknown[] = [],
    name?: string,
  ): Promise<T[]> {
    const { runner, prepared } = this;
    if (name !== undefined && prepared.inUse && !runner.isReleased) {
      const client = (await runner.connect()) as PostgresClient;
      return new DriverSql(runner, client, prepared).rows<T>(statement, parameters, name);
    }
    const { records } = await this.query(statement, parameters);
    return records as T[];
  }

  private query(statement: string, parameters: readonly unknown[]): Promise<{ records: unknown[] }> {
    const text = ownStatement(this.numbered ? numberedPlaceholders(statement) : statement);
    return this.runner.query(text, [...parameters], true);
  }
}
