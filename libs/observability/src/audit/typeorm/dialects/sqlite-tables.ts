/**
 * Tables and indexes of the audit trail on SQLite; each statement can be run again. WITHOUT ROWID, because a row that is
 * replaced by its rowid passes a guard that looks at the key.
 */
export const sqliteTables: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS audit_event (
  id text NOT NULL PRIMARY KEY,
  stream text NOT NULL,
  writer_id text NOT NULL,
  writer_seq integer NOT NULL CHECK (writer_seq > 0),
  op_id text NOT NULL,
  parent_op_id text,
  part integer NOT NULL,
  phase text NOT NULL CHECK (phase IN ('attempt', 'result')),
  occurred_at integer NOT NULL,
  recorded_at text NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  action text NOT NULL,
  crud text CHECK (crud IN ('c', 'r', 'u', 'd', 'x')),
  outcome text NOT NULL CHECK (outcome IN ('success', 'failure', 'denied', 'rolled_back', 'unknown')),
  reason_code text,
  atomicity text NOT NULL CHECK (atomicity IN ('tx', 'after_rollback', 'independent', 'attempt')),
  capture text NOT NULL CHECK (capture IN ('locked', 'loader', 'orm-unlocked', 'manual', 'none')),
  tenant_id text,
  actor_type text NOT NULL,
  actor_id text,
  acting_for text,
  target_type text,
  target_id text,
  trace_id text,
  span_id text,
  request_id text,
  body text NOT NULL CHECK (typeof(body) = 'text'),
  mac blob NOT NULL CHECK (typeof(mac) = 'blob' AND length(mac) = 32),
  key_id text NOT NULL,
  UNIQUE (writer_id, writer_seq)
) WITHOUT ROWID`,
  `CREATE INDEX IF NOT EXISTS audit_event_target ON audit_event (tenant_id, target_type, target_id, id)`,
  `CREATE INDEX IF NOT EXISTS audit_event_actor ON audit_event (tenant_id, actor_id, id)`,
  `CREATE INDEX IF NOT EXISTS audit_event_operation ON audit_event (op_id)`,
  `CREATE INDEX IF NOT EXISTS audit_event_outcome ON audit_event (outcome, id) WHERE outcome <> 'success'`,
  `CREATE TABLE IF NOT EXISTS audit_pending (
  n integer PRIMARY KEY AUTOINCREMENT,
  event_id text NOT NULL
)`,
  `CREATE TABLE IF NOT EXISTS audit_leaf (
  stream text NOT NULL,
  pos integer NOT NULL CHECK (pos >= 0),
  event_id text NOT NULL UNIQUE,
  leaf_hash blob NOT NULL CHECK (typeof(leaf_hash) = 'blob' AND length(leaf_hash) = 32),
  PRIMARY KEY (stream, pos)
) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS audit_checkpoint (
  stream text NOT NULL,
  size integer NOT NULL CHECK (size >= 0),
  root blob NOT NULL CHECK (typeof(root) = 'blob' AND length(root) = 32),
  frontier blob NOT NULL,
  note text NOT NULL,
  sealed_at text NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  PRIMARY KEY (stream, size)
) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS audit_log (
  stream text NOT NULL PRIMARY KEY,
  origin text NOT NULL,
  key_ids text NOT NULL
) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS audit_subject_key (
  subject text NOT NULL PRIMARY KEY,
  wrapped_key blob,
  destroyed_at text
) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS audit_prune (
  stream text NOT NULL,
  upto integer NOT NULL CHECK (upto >= 0),
  frontier blob NOT NULL,
  reason text NOT NULL,
  at text NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  PRIMARY KEY (stream, upto)
) WITHOUT ROWID`,
];
