import type { AuditEvent } from '../../audit-event.js';
import type { AuditDialect } from '../audit-dialect.js';
import { step, type SqlSteps } from '../sql-steps.js';
import { fitOneStatement, insertChunks, insertEvents } from './insert-statement.js';
import { mysqlAppendOnly, mysqlTriggers } from './mysql-append-only.js';
import { showsTriggers } from './mysql-grants.js';
import { mysqlTables } from './mysql-tables.js';
import { tableNames } from './table-names.js';

/** The driver writes values into the text, so that only the packet limit counts; this keeps statements moderate. */
const maxParameters = 65_535;

/** MariaDB 10.6 and MySQL 8.0.29, and later. */
export const mysqlDialect: AuditDialect = {
  name: 'mysql',
  install: [...mysqlTables, ...mysqlAppendOnly],
  uninstall: tableNames.map(table => `DROP TABLE IF EXISTS ${table}`),
  missing,
  isOneStatement: events => fitOneStatement(events, maxParameters),
  insert,
  insertUnsealed,
};

function* missing(): SqlSteps<readonly string[]> {
  const found = yield* step<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = database()
UNION ALL SELECT CONCAT(event_object_table, '.', trigger_name) FROM information_schema.triggers
WHERE event_object_schema = database()`,
  );
  const names = new Set(found.map(({ name }) => name));
  const missing = [...tableNames, ...mysqlTriggers].filter(name => !names.has(name));
  if (missing.length === 0) return missing;
  // Triggers are shown only to whoever may make some, which the application should not; MariaDB shows some of them.
  const shown = new Set([...names].filter(name => name.includes('.')).map(tableOf));
  const [row] = yield* step<{ name: string }>('SELECT database() AS name');
  const grants = (yield* step('SHOW GRANTS')).map(grant => String(Object.values(grant)[0]));
  const isShown = (table: string) => shown.has(table) || showsTriggers(grants, row?.name ?? '', table);
  return missing.filter(name => !name.includes('.') || isShown(tableOf(name)));
}

/** The trigger on `audit_event` writes the pending rows. */
function* insert(events: readonly AuditEvent[]): SqlSteps<void> {
  for (const chunk of insertChunks(events, maxParameters)) {
    const { statement, parameters } = insertEvents(chunk);
    yield* step(statement, parameters);
  }
}

/** Takes the pending rows away again that the trigger wrote; the transaction makes it one. */
function* insertUnsealed(events: readonly AuditEvent[]): SqlSteps<void> {
  for (const chunk of insertChunks(events, maxParameters)) {
    yield* insert(chunk);
    yield* step(
      `DELETE FROM audit_pending WHERE event_id IN (${chunk.map(() => '?').join(', ')})`,
      chunk.map(({ entry }) => entry.id),
    );
  }
}

function tableOf(trigger: string): string {
  return trigger.slice(0, trigger.indexOf('.'));
}
