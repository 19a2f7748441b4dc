import type { SqlStep } from './sql-steps.js';

/** Runs one statement; placeholders are written `?` and numbered where the database wants it. */
export interface Sql {
  run(statement: string, parameters?: readonly unknown[]): Promise<void>;
  /** @param name of a statement that PostgreSQL may keep ready; its placeholders are numbered already. */
  rows<T extends object>(statement: string, parameters?: readonly unknown[], name?: string): Promise<T[]>;
  /** Sends all of them before the first is answered, where the connection can do that. */
  together?(steps: readonly SqlStep[]): Promise<readonly object[][]>;
}

/**
 * The same without waiting, for SQLite: all callers share its one connection, so that whatever must not mix with the work of
 * others has to be done before anybody else gets a turn.
 */
export interface SqlNow {
  run(statement: string, parameters?: readonly unknown[]): void;
  rows<T extends object>(statement: string, parameters?: readonly unknown[]): T[];
}
