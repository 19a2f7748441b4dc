import type { Database } from 'better-sqlite3';
import type { DataSource } from 'typeorm';
import { ownStatement } from './own-statements.js';
import type { SqlNow } from './sql.js';

/** The one connection of a SQLite data source, used without giving anybody else a turn. */
export class SqliteHandle implements SqlNow {
  constructor(private readonly dataSource: DataSource) {}

  /** Whether somebody has a transaction open on the connection that all share. */
  get inTransaction(): boolean {
    return this.database.inTransaction;
  }

  run(statement: string, parameters: readonly unknown[] = []): void {
    this.database.prepare(ownStatement(statement)).run(...parameters);
  }

  rows<T extends object>(statement: string, parameters: readonly unknown[] = []): T[] {
    const prepared = this.database.prepare(ownStatement(statement));
    if (prepared.reader) return prepared.all(...parameters) as T[];
    prepared.run(...parameters);
    return [];
  }

  /** Runs work in a transaction of its own. Only when none is open. */
  transaction<T>(work: () => T): T {
    return this.database.transaction(work).immediate();
  }

  /** Looked up each time: a data source that is destroyed and initialised again has another one. */
  private get database(): Database {
    return (this.dataSource.driver as unknown as { readonly databaseConnection: Database })
      .databaseConnection;
  }
}
