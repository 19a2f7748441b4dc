import type { AuditDialectName } from '../audit-dialect.js';
import type { SqlStep } from '../sql-steps.js';

/** A leaf on its way into the tree. */
export interface NewLeaf {
  readonly eventId: string;
  readonly hash: Uint8Array;
}

/** Statements of the sealer that are not the same on every database. */
export interface SealingStatements {
  /** Makes a transaction of its own begin, each of its statements seeing what is committed by then. */
  readonly begin: readonly string[];
  /** Locks the row of a stream; no row when another sealer has it. */
  readonly tryLock: string;
  /** Locks the row of a stream, waiting for whoever has it. */
  readonly lock: string;
  /** Registers a stream unless it is there. Parameters: stream, origin, key ids. */
  readonly register: string;
  /** Milliseconds since an event `e` was recorded, by the clock of the database. */
  readonly age: string;
  /** Joins the event `e` of a pending row `p`, if it belongs to the log that is the parameter. */
  readonly joinEvent: string;
  /** Leaf hash of an event `e`; absent where the database cannot compute it, and bodies have to be read for it. */
  readonly leafHash?: string;
  /** Writes leaves from this position on. */
  insertLeaves(stream: string, position: number, leaves: readonly NewLeaf[]): readonly SqlStep[];
  /** Removes pending rows. */
  deletePending(numbers: readonly (string | number)[]): SqlStep;
}

const columns = 'INSERT INTO audit_leaf (stream, pos, event_id, leaf_hash)';
const joinEvent = 'LEFT JOIN audit_event e ON e.id = p.event_id AND e.stream = ?';
const streamRow = 'SELECT origin, key_ids FROM audit_log WHERE stream = ?';

const postgres: SealingStatements = {
  begin: ['START TRANSACTION ISOLATION LEVEL READ COMMITTED'],
  tryLock: `${streamRow} FOR UPDATE SKIP LOCKED`,
  lock: `${streamRow} FOR UPDATE`,
  register: 'INSERT INTO audit_log (stream, origin, key_ids) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  age: 'EXTRACT(EPOCH FROM clock_timestamp() - e.recorded_at) * 1000',
  // A look at the index for each row, whatever is known of the table: without statistics the planner takes nearly all events for those
  // of other logs, and reads the whole table for each batch (5.8 ms for 2,000 events, and more with each).
  joinEvent:
    'LEFT JOIN LATERAL (SELECT * FROM audit_event WHERE id = p.event_id AND stream = ? LIMIT 1) e ON true',
  leafHash: "sha256('\\x00'::bytea || convert_to(e.body, 'UTF8') || e.mac)",
  insertLeaves: (stream, position, leaves) => [
    {
      // Arrays instead of one placeholder a value: the server parses a statement of one size.
      statement: `${columns} SELECT ?, ? + l.i - 1, l.event_id, l.leaf_hash
FROM unnest(?::uuid[], ?::bytea[]) WITH ORDINALITY AS l (event_id, leaf_hash, i)`,
      parameters: [stream, position, leaves.map(({ eventId }) => eventId), leaves.map(({ hash }) => hash)],
    },
  ],
  deletePending: numbers => ({
    statement: 'DELETE FROM audit_pending WHERE n = ANY (?::bigint[])',
    parameters: [numbers],
  }),
};

const mysql: SealingStatements = {
  begin: ['SET TRANSACTION ISOLATION LEVEL READ COMMITTED', 'START TRANSACTION'],
  tryLock: `${streamRow} FOR UPDATE SKIP LOCKED`,
  lock: `${streamRow} FOR UPDATE`,
  register: 'INSERT IGNORE INTO audit_log (stream, origin, key_ids) VALUES (?, ?, ?)',
  joinEvent,
  age: 'TIMESTAMPDIFF(MICROSECOND, e.recorded_at, UTC_TIMESTAMP(6)) / 1000',
  insertLeaves: insertRows,
  deletePending: deleteListed,
};

const sqlite: SealingStatements = {
  begin: ['BEGIN IMMEDIATE'],
  // The transaction has the lock on the whole database.
  tryLock: streamRow,
  lock: streamRow,
  register: 'INSERT OR IGNORE INTO audit_log (stream, origin, key_ids) VALUES (?, ?, ?)',
  joinEvent,
  age: "(julianday('now') - julianday(e.recorded_at)) * 86400000",
  insertLeaves: insertRows,
  deletePending: deleteListed,
};

const byName: Readonly<Record<AuditDialectName, SealingStatements>> = { postgres, mysql, sqlite };

/** The statements of a database. */
export function sealingStatements(dialect: AuditDialectName): SealingStatements {
  return byName[dialect];
}

/** Rows of one insert: four parameters each, far below the 32,766 of SQLite. */
const rowsAtOnce = 1_000;

function insertRows(stream: string, position: number, leaves: readonly NewLeaf[]): readonly SqlStep[] {
  const steps: SqlStep[] = [];
  for (let from = 0; from < leaves.length; from += rowsAtOnce) {
    const rows = leaves.slice(from, from + rowsAtOnce);
    steps.push({
      statement: `${columns} VALUES ${rows.map(() => '(?, ?, ?, ?)').join(', ')}`,
      parameters: rows.flatMap(({ eventId, hash }, index) => [
        stream,
        position + from + index,
        eventId,
        hash,
      ]),
    });
  }
  return steps;
}

function deleteListed(numbers: readonly (string | number)[]): SqlStep {
  return {
    statement: `DELETE FROM audit_pending WHERE n IN (${numbers.map(() => '?').join(', ')})`,
    parameters: numbers,
  };
}
