import Database from 'better-sqlite3';

/** Somebody who owns the database file changes who did something, in the text and in the columns. */
export function editRecord(file: string): string {
  const database = new Database(file);
  try {
    const { id } = database
      .prepare(
        `SELECT id FROM audit_event WHERE action = 'order.cancel' AND outcome = 'success' AND actor_id = 'alice'
         ORDER BY id DESC LIMIT 1`,
      )
      .get() as { id: string };
    dropTriggers(database);
    database
      .prepare(
        `UPDATE audit_event SET actor_id = 'mallory', body = replace(body, '"id":"alice"', '"id":"mallory"') WHERE id = ?`,
      )
      .run(id);
    return id;
  } finally {
    database.close();
  }
}

/** Tries the same without touching the triggers, and gives what the database answers. */
export function refusedEdit(file: string): string {
  const database = new Database(file);
  try {
    database.prepare(`UPDATE audit_event SET actor_id = 'mallory'`).run();
    return '';
  } catch (refusal) {
    return (refusal as Error).message;
  } finally {
    database.close();
  }
}

/** Removes the newest records, their leaves and their checkpoints, so that the rest is a log like any other. */
export function cutTail(file: string, records: number): number {
  const database = new Database(file);
  try {
    dropTriggers(database);
    const { size } = database.prepare('SELECT max(size) AS size FROM audit_checkpoint').get() as {
      size: number;
    };
    const { kept } = database
      .prepare('SELECT max(size) AS kept FROM audit_checkpoint WHERE size <= ?')
      .get(size - records) as { kept: number };
    database.transaction(() => {
      database
        .prepare('DELETE FROM audit_event WHERE id IN (SELECT event_id FROM audit_leaf WHERE pos >= ?)')
        .run(kept);
      database.prepare('DELETE FROM audit_leaf WHERE pos >= ?').run(kept);
      database.prepare('DELETE FROM audit_checkpoint WHERE size > ?').run(kept);
    })();
    return size - kept;
  } finally {
    database.close();
  }
}

/** The triggers keep honest people honest; whoever owns the database can drop them. */
function dropTriggers(database: Database.Database): void {
  const triggers = database
    .prepare(`SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit_%'`)
    .all() as { name: string }[];
  for (const { name } of triggers) database.exec(`DROP TRIGGER "${name}"`);
}
