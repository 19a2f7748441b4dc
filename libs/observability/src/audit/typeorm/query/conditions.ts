/** A condition of a statement, with the values for its placeholders. */
export interface SqlCondition {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** All of the conditions; true when there is none. */
export function allOf(conditions: readonly SqlCondition[]): SqlCondition {
  return joined(conditions, ' AND ') ?? { text: '1 = 1', values: [] };
}

/** Any of the conditions; false when there is none. */
export function anyOf(conditions: readonly SqlCondition[]): SqlCondition {
  return joined(conditions, ' OR ') ?? { text: '1 = 0', values: [] };
}

/** Texts that begin with a prefix; every character of it stands for itself. */
export function startsWith(column: string, prefix: string): SqlCondition {
  // A backslash is read differently by MySQL and PostgreSQL, an exclamation mark by none of them.
  return {
    text: `${column} LIKE ? ESCAPE '!'`,
    values: [`${prefix.replace(/[!%_]/g, found => `!${found}`)}%`],
  };
}

function joined(conditions: readonly SqlCondition[], by: string): SqlCondition | undefined {
  if (conditions.length === 0) return undefined;
  return {
    text: `(${conditions.map(({ text }) => text).join(by)})`,
    values: conditions.flatMap(({ values }) => values),
  };
}
