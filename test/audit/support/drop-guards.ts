import type { DataSource } from 'typeorm';

const triggers: Readonly<Record<string, string>> = {
  postgres: `SELECT t.tgname AS name, c.relname AS table FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND c.relname LIKE 'audit%'`,
  mariadb: `SELECT trigger_name AS name FROM information_schema.triggers
WHERE event_object_schema = database() AND event_object_table LIKE 'audit%'`,
  'better-sqlite3': `SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit%'`,
};

/** Removes the append-only triggers of the audit tables, as their owner can. */
export async function dropGuards(dataSource: DataSource): Promise<void> {
  const { type } = dataSource.options;
  const found: { name: string; table?: string }[] = await dataSource.query(triggers[type] ?? '');
  for (const { name, table } of found) {
    await dataSource.query(`DROP TRIGGER ${name}${table === undefined ? '' : ` ON ${table}`}`);
  }
}
