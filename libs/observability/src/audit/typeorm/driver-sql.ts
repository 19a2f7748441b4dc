import type { QueryRunner } from 'typeorm';
import { numberedPlaceholders } from './numbered-placeholders.js';
import { ownStatement } from './own-statements.js';
import type { PreparedStatements } from './prepared-statements.js';
import type { Sql } from './sql.js';

/** A connection of the `pg` driver, as far as it is used here. */
export interface PostgresClient {
  /** Of the server process. */
  readonly processID?: unknown;
  /** Whether a statement is sent while another one runs; absent before version 8.23 and in `pg-native`. */
  pipeline?: unknown;
  /** Whether nothing is under way. */
  readonly readyForQuery?: unknown;
  readonly connection?: {
    readonly stream?: { readonly cork?: () => void; readonly uncork?: () => void };
  };
  /** `drain`: everything that was sent is answered. */
  once?(event: 'drain', listener: () => void): unknown;
  query(statement: {
    readonly name?: string;
    readonly text: string;
    readonly values: readonly unknown[];
  }): Promise<{ readonly rows: unknown[] }>;
}

/**
 * Statements of the audit trail that go to the driver at once, on a connection that TypeORM has lent. TypeORM knows neither
 * prepared statements nor statements that nobody waits for. Its logger hears of these as of any other, its subscribers do not.
 */
export class DriverSql implements Sql {
  constructor(
    private readonly runner: QueryRunner,
    private readonly client: PostgresClient,
    private readonly prepared: PreparedStatements,
  ) {}

  async run(statement: string, parameters: readonly unknown[] = []): Promise<void> {
    await this.rows(statement, parameters);
  }

  async rows<T extends object>(
    statement: string,
    parameters: readonly unknown[] = [],
    name?: string,
  ): Promise<T[]> {
    const { runner, prepared } = this;
    const { logger } = runner.dataSource;
    const text = ownStatement(name === undefined ? numberedPlaceholders(statement) : statement);
    const values = [...parameters];
    logger.logQuery(text, values, runner);
    try {
      const kept = name !== undefined && prepared.inUse && { name };
      return (await this.client.query({ ...kept, text, values })).rows as T[];
    } catch (failure) {
      prepared.failed(failure);
      logger.logQueryError(failure as Error, text, values, runner);
      throw failure;
    }
  }
}
