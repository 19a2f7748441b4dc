const mark = '/* audit */ ';

/** Marks a statement as one of the audit trail itself; the mark also tells a DBA who sent it. */
export function ownStatement(statement: string): string {
  return mark + statement;
}

/**
 * Whether a statement is one of the audit trail itself, so that its own TypeORM subscriber takes it for no work of the
 * application. A mark in the text holds for exactly one statement, also where several callers share a connection.
 */
export function isOwnStatement(statement: string): boolean {
  return statement.startsWith(mark);
}
