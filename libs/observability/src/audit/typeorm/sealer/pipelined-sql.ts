import type { QueryRunner } from 'typeorm';
import { DriverSql, type PostgresClient } from '../driver-sql.js';
import { inOnePacket, lendPipeline } from '../lend-pipeline.js';
import { PreparedStatements } from '../prepared-statements.js';
import type { SqlStep } from '../sql-steps.js';
import type { Sql } from '../sql.js';

/**
 * Statements on a connection of PostgreSQL that takes several at once: in a busy process, what a sealer waits for is its turn of the
 * event loop after each answer.
 */
export class PipelinedSql implements Sql {
  private readonly sql: Sql;

  constructor(
    runner: QueryRunner,
    private readonly client: PostgresClient,
  ) {
    // Plans of the sealer depend on how much is pending, so that none is kept.
    this.sql = new DriverSql(runner, client, PreparedStatements.off);
  }

  run(statement: string, parameters: readonly unknown[] = []): Promise<void> {
    return this.sql.run(statement, parameters);
  }

  rows<T extends object>(statement: string, parameters: readonly unknown[] = []): Promise<T[]> {
    return this.sql.rows<T>(statement, parameters);
  }

  async together(steps: readonly SqlStep[]): Promise<readonly object[][]> {
    if (lendPipeline(this.client)) {
      inOnePacket(this.client);
      return Promise.all(steps.map(({ statement, parameters }) => this.rows(statement, parameters)));
    }
    const answers: object[][] = [];
    for (const { statement, parameters } of steps) answers.push(await this.rows(statement, parameters));
    return answers;
  }
}
