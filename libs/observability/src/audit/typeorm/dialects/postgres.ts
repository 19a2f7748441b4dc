import type { AuditEvent } from '../../audit-event.js';
import type { AuditDialect } from '../audit-dialect.js';
import { step, type SqlSteps } from '../sql-steps.js';
import { numberedPlaceholders } from '../numbered-placeholders.js';
import { eventValues, fitOneStatement, insertChunks, insertEvents, insertRows } from './insert-statement.js';
import { postgresAppendOnly, postgresTriggers } from './postgres-append-only.js';
import { eventCheckSignature } from './postgres-event-check.js';
import { postgresTables } from './postgres-tables.js';
import { tableNames } from './table-names.js';

const maxParameters = 65_535;

/** PostgreSQL 14 and later. */
export const postgresDialect: AuditDialect = {
  name: 'postgres',
  install: [
    // Two replicas that create the same table at once fail on the system catalogue; the lock ends with the transaction.
    'SELECT pg_advisory_xact_lock(6840143770253401)',
    ...postgresTables,
    ...postgresAppendOnly,
  ],
  uninstall: [
    ...tableNames.map(table => `DROP TABLE IF EXISTS ${table}`),
    'DROP FUNCTION IF EXISTS audit_refuse_change()',
    `DROP FUNCTION IF EXISTS ${eventCheckSignature}`,
  ],
  missing,
  isOneStatement: events => fitOneStatement(events, maxParameters),
  insert,
  insertUnsealed,
};

/** A trigger that is not ENABLE ALWAYS counts as missing. */
function* missing(): SqlSteps<readonly string[]> {
  const tables = `ARRAY[${tableNames.map(name => `to_regclass('${name}')`).join(', ')}]::oid[]`;
  const found = yield* step<{ name: string }>(
    `SELECT c.relname::text AS name FROM pg_class c WHERE c.oid = ANY (${tables})
UNION ALL
SELECT c.relname || '.' || t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgenabled = 'A' AND c.oid = ANY (${tables})`,
  );
  const names = new Set(found.map(({ name }) => name));
  return [...tableNames, ...postgresTriggers].filter(name => !names.has(name));
}

function insertPending(rows: number): string {
  return `WITH stored AS (${insertRows(rows)} RETURNING id) INSERT INTO audit_pending (event_id) SELECT id FROM stored`;
}

/** Inserts of as many events as a transaction usually has: parsing and planning takes longer than storing one row. */
const keptInserts = [1, 2, 3, 4].map(rows => ({
  name: `nestjs_observability_audit_${rows}`,
  statement: numberedPlaceholders(insertPending(rows)),
}));

/** Event and pending row in one statement: no round trip more, and neither without the other. */
function* insert(events: readonly AuditEvent[]): SqlSteps<void> {
  for (const chunk of insertChunks(events, maxParameters)) {
    const named = keptInserts[chunk.length - 1];
    if (named) yield* step(named.statement, eventValues(chunk), named.name);
    else yield* step(insertPending(chunk.length), eventValues(chunk));
  }
}

function* insertUnsealed(events: readonly AuditEvent[]): SqlSteps<void> {
  for (const chunk of insertChunks(events, maxParameters)) {
    const { statement, parameters } = insertEvents(chunk);
    yield* step(statement, parameters);
  }
}
