import type { Sql, SqlNow } from './sql.js';

/** One statement of a sequence. */
export interface SqlStep {
  readonly statement: string;
  readonly parameters?: readonly unknown[];
  /** Where PostgreSQL may keep it ready for the next time; one name for one text, with its placeholders numbered. */
  readonly name?: string;
}

/** Statements in order of which none needs the answer to another: a connection may be given all of them at once. */
export interface SqlGroup {
  readonly together: readonly SqlStep[];
  /** Whether they are the last of their transaction, so that COMMIT may go with them. */
  readonly isLast?: boolean;
}

/**
 * Statements in order, each decided by the rows of those before it. Written once, it runs on a connection that answers
 * later ({@link runSteps}) and on one that answers at once ({@link runStepsNow}).
 */
export type SqlSteps<T> = Generator<SqlStep | SqlGroup, T, readonly object[]>;

/** One statement inside steps; gives its rows, none for a write. */
export function* step<Row extends object>(
  statement: string,
  parameters: readonly unknown[] = [],
  name?: string,
): SqlSteps<readonly Row[]> {
  return (yield { statement, parameters, ...(name !== undefined && { name }) }) as readonly Row[];
}

/** Several statements inside steps that do not wait for each other; gives the rows of each. */
export function* together(
  steps: readonly SqlStep[],
  isLast = false,
): SqlSteps<readonly (readonly object[])[]> {
  return (yield { together: steps, isLast }) as readonly (readonly object[])[];
}

/** Runs steps, waiting for each. */
export async function runSteps<T>(sql: Sql, steps: SqlSteps<T>): Promise<T> {
  let next = steps.next();
  while (!next.done) next = steps.next(await answerTo(sql, next.value));
  return next.value;
}

/** Runs steps without giving anybody else a turn. */
export function runStepsNow<T>(sql: SqlNow, steps: SqlSteps<T>): T {
  const rowsOf = ({ statement, parameters }: SqlStep): object[] => sql.rows(statement, parameters);
  let next = steps.next();
  while (!next.done) {
    const asked = next.value;
    next = steps.next('together' in asked ? asked.together.map(rowsOf) : rowsOf(asked));
  }
  return next.value;
}

async function answerTo(sql: Sql, asked: SqlStep | SqlGroup): Promise<readonly object[]> {
  if (!('together' in asked)) return sql.rows(asked.statement, asked.parameters, asked.name);
  if (sql.together) return sql.together(asked.together);
  const answers: object[][] = [];
  for (const { statement, parameters, name } of asked.together) {
    answers.push(await sql.rows(statement, parameters, name));
  }
  return answers;
}
