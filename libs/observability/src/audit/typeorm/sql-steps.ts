import type { Sql, SqlNow } from './sql.js';

/** One statement of a sequence. */
export interface SqlStep {
  readonly statement: string;
  readonly parameters?: readonly unknown[];
  /** Where PostgreSQL may keep it ready for the next time; one name for one text, with its placeholders numbered. */
  readonly name?: string;
}

/**
 * Statements in order, each decided by the rows of those before it. Written once, it runs on a connection that answers
 * later ({@link runSteps}) and on one that answers at once ({@link runStepsNow}).
 */
export type SqlSteps<T> = Generator<SqlStep, T, readonly object[]>;

/** One statement inside steps; gives its rows, none for a write. */
export function* step<Row extends object>(
  statement: string,
  parameters: readonly unknown[] = [],
  name?: string,
): SqlSteps<readonly Row[]> {
  return (yield { statement, parameters, ...(name !== undefined && { name }) }) as readonly Row[];
}

/** Runs steps, waiting for each. */
export async function runSteps<T>(sql: Sql, steps: SqlSteps<T>): Promise<T> {
  let next = steps.next();
  while (!next.done) {
    const { statement, parameters, name } = next.value;
    next = steps.next(await sql.rows(statement, parameters, name));
  }
  return next.value;
}

/** Runs steps without giving anybody else a turn. */
export function runStepsNow<T>(sql: SqlNow, steps: SqlSteps<T>): T {
  let next = steps.next();
  while (!next.done) {
    const { statement, parameters } = next.value;
    next = steps.next(sql.rows(statement, parameters));
  }
  return next.value;
}
