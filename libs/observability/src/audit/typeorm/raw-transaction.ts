import type { Sql } from './sql.js';

/** Runs work in a transaction that TypeORM does not know of, so that no subscriber takes it for one of the application. */
export async function inTransaction<T>(sql: Sql, work: () => Promise<T>): Promise<T> {
  await sql.run('BEGIN');
  try {
    const result = await work();
    await sql.run('COMMIT');
    return result;
  } catch (failure) {
    await sql.run('ROLLBACK').catch(() => undefined);
    throw failure;
  }
}
