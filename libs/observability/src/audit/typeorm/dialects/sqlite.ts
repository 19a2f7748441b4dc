import type { AuditEvent } from '../../audit-event.js';
import type { AuditDialect } from '../audit-dialect.js';
import { step, type SqlSteps } from '../sql-steps.js';
import { insertChunks, insertEvents } from './insert-statement.js';
import { sqliteAppendOnly, sqliteTriggers } from './sqlite-append-only.js';
import { sqliteTables } from './sqlite-tables.js';
import { tableNames } from './table-names.js';

const maxParameters = 32_766;

/** SQLite through better-sqlite3. */
export const sqliteDialect: AuditDialect = {
  name: 'sqlite',
  install: [...sqliteTables, ...sqliteAppendOnly],
  uninstall: tableNames.map(table => `DROP TABLE IF EXISTS ${table}`),
  missing,
  isOneStatement: () => false,
  insert,
  insertUnsealed,
};

function* missing(): SqlSteps<readonly string[]> {
  const found = yield* step<{ name: string }>(
    `SELECT name FROM sqlite_master WHERE type = 'table'
UNION ALL SELECT tbl_name || '.' || name FROM sqlite_master WHERE type = 'trigger'`,
  );
  const names = new Set(found.map(({ name }) => name));
  return [...tableNames, ...sqliteTriggers].filter(name => !names.has(name));
}

/** Two statements, for SQLite writes to one table at a time; whoever runs them has a transaction open. */
function* insert(events: readonly AuditEvent[]): SqlSteps<void> {
  for (const chunk of insertChunks(events, maxParameters)) {
    yield* insertUnsealed(chunk);
    yield* step(
      `INSERT INTO audit_pending (event_id) VALUES ${chunk.map(() => '(?)').join(', ')}`,
      chunk.map(({ entry }) => entry.id),
    );
  }
}

function* insertUnsealed(events: readonly AuditEvent[]): SqlSteps<void> {
  for (const chunk of insertChunks(events, maxParameters)) {
    const { statement, parameters } = insertEvents(chunk);
    yield* step(statement, parameters);
  }
}
