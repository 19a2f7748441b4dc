/** Identifiers that are compared byte by byte. */
const id = 'char(36) CHARACTER SET ascii COLLATE ascii_bin';
const options = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin';

/** Tables and indexes of the audit trail on MariaDB and MySQL; each statement can be run again. */
export const mysqlTables: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS audit_event (
  id ${id} NOT NULL PRIMARY KEY,
  stream varchar(64) NOT NULL,
  writer_id ${id} NOT NULL,
  writer_seq bigint NOT NULL CHECK (writer_seq > 0),
  op_id ${id} NOT NULL,
  parent_op_id ${id},
  part smallint NOT NULL,
  phase varchar(8) NOT NULL CHECK (phase IN ('attempt', 'result')),
  occurred_at bigint NOT NULL,
  recorded_at datetime(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
  action varchar(120) NOT NULL,
  crud char(1) CHECK (crud IN ('c', 'r', 'u', 'd', 'x')),
  outcome varchar(12) NOT NULL CHECK (outcome IN ('success', 'failure', 'denied', 'rolled_back', 'unknown')),
  reason_code varchar(64),
  atomicity varchar(16) NOT NULL CHECK (atomicity IN ('tx', 'after_rollback', 'independent', 'attempt')),
  capture varchar(16) NOT NULL CHECK (capture IN ('locked', 'loader', 'orm-unlocked', 'manual', 'none')),
  tenant_id varchar(128),
  actor_type varchar(16) NOT NULL,
  actor_id varchar(256),
  acting_for varchar(256),
  target_type varchar(128),
  target_id varchar(256),
  trace_id char(32),
  span_id char(16),
  request_id varchar(64),
  body longtext NOT NULL,
  mac varbinary(32) NOT NULL CHECK (length(mac) = 32),
  key_id varchar(32) NOT NULL,
  UNIQUE KEY audit_event_writer (writer_id, writer_seq),
  KEY audit_event_target (tenant_id, target_type, target_id, id),
  KEY audit_event_actor (tenant_id, actor_id, id),
  KEY audit_event_operation (op_id)
) ${options}`,
  `CREATE TABLE IF NOT EXISTS audit_pending (
  n bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
  event_id ${id} NOT NULL
) ${options}`,
  `CREATE TABLE IF NOT EXISTS audit_leaf (
  stream varchar(64) NOT NULL,
  pos bigint NOT NULL CHECK (pos >= 0),
  event_id ${id} NOT NULL,
  leaf_hash varbinary(32) NOT NULL CHECK (length(leaf_hash) = 32),
  PRIMARY KEY (stream, pos),
  UNIQUE KEY audit_leaf_event (event_id)
) ${options}`,
  `CREATE TABLE IF NOT EXISTS audit_checkpoint (
  stream varchar(64) NOT NULL,
  size bigint NOT NULL CHECK (size >= 0),
  root varbinary(32) NOT NULL CHECK (length(root) = 32),
  frontier varbinary(4096) NOT NULL,
  note text NOT NULL,
  sealed_at datetime(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
  PRIMARY KEY (stream, size)
) ${options}`,
  `CREATE TABLE IF NOT EXISTS audit_log (
  stream varchar(64) NOT NULL PRIMARY KEY,
  origin varchar(255) NOT NULL,
  key_ids text NOT NULL
) ${options}`,
  `CREATE TABLE IF NOT EXISTS audit_subject_key (
  subject varchar(256) NOT NULL PRIMARY KEY,
  wrapped_key varbinary(1024),
  destroyed_at datetime(6)
) ${options}`,
  `CREATE TABLE IF NOT EXISTS audit_prune (
  stream varchar(64) NOT NULL,
  upto bigint NOT NULL CHECK (upto >= 0),
  frontier varbinary(4096) NOT NULL,
  reason text NOT NULL,
  at datetime(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
  PRIMARY KEY (stream, upto)
) ${options}`,
];
