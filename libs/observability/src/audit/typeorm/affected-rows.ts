import type { AfterQueryEvent, QueryRunner } from 'typeorm';

/** Rows that a statement wrote, as its driver tells; `undefined` when it does not. */
export function affectedRows({ rawResults, queryRunner }: AfterQueryEvent): number | undefined {
  if (queryRunner.dataSource.options.type === 'better-sqlite3') {
    return Array.isArray(rawResults) ? rawResults.length : sqliteChanges(queryRunner);
  }
  const result = (rawResults ?? {}) as { readonly rowCount?: unknown; readonly affectedRows?: unknown };
  const count = result.rowCount ?? result.affectedRows;
  return typeof count === 'number' ? count : undefined;
}

interface Handle {
  prepare?(statement: string): { get(): unknown };
}

/** TypeORM hands on the row id alone; the connection knows the rest until the next statement. */
function sqliteChanges({ dataSource }: QueryRunner): number | undefined {
  const { databaseConnection } = dataSource.driver as unknown as { readonly databaseConnection?: Handle };
  const row = databaseConnection?.prepare?.('SELECT changes() AS changed').get() as
    { readonly changed?: unknown } | undefined;
  return typeof row?.changed === 'number' ? row.changed : undefined;
}
