/** Runs one statement; placeholders are written `?` and numbered where the database wants it. */
export interface Sql {
  run(statement: string, parameters?: readonly unknown[]): Promise<void>;
  rows<T extends object>(statement: string, parameters?: readonly unknown[]): Promise<T[]>;
}

/**
 * The same without waiting, for SQLite: all callers share its one connection, so that whatever must not mix with the work of
 * others has to be done before anybody else gets a turn.
 */
export interface SqlNow {
  run(statement: string, parameters?: readonly unknown[]): void;
  rows<T extends object>(statement: string, parameters?: readonly unknown[]): T[];
}
