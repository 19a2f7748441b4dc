import { eventCheck, eventCheckFunction } from './postgres-event-check.js';

/** Tables and indexes of the audit trail on PostgreSQL; each statement can be run again. */
export const postgresTables: readonly string[] = [
  eventCheckFunction,
  `CREATE TABLE IF NOT EXISTS audit_event (
  id uuid PRIMARY KEY,
  stream varchar(64) NOT NULL,
  writer_id uuid NOT NULL,
  writer_seq bigint NOT NULL,
  op_id uuid NOT NULL,
  parent_op_id uuid,
  part smallint NOT NULL,
  phase varchar(8) NOT NULL,
  occurred_at bigint NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  action varchar(120) NOT NULL,
  crud char(1),
  outcome varchar(12) NOT NULL,
  reason_code varchar(64),
  atomicity varchar(16) NOT NULL,
  capture varchar(16) NOT NULL,
  tenant_id varchar(128),
  actor_type varchar(16) NOT NULL,
  actor_id varchar(256),
  acting_for varchar(256),
  target_type varchar(128),
  target_id varchar(256),
  trace_id char(32),
  span_id char(16),
  request_id varchar(64),
  body text NOT NULL,
  mac bytea NOT NULL,
  key_id varchar(32) NOT NULL,
  UNIQUE (writer_id, writer_seq),
  ${eventCheck}
)`,
  `CREATE INDEX IF NOT EXISTS audit_event_target ON audit_event (tenant_id, target_type, target_id, id)`,
  `CREATE INDEX IF NOT EXISTS audit_event_actor ON audit_event (tenant_id, actor_id, id)`,
  `CREATE INDEX IF NOT EXISTS audit_event_operation ON audit_event (op_id)`,
  `CREATE INDEX IF NOT EXISTS audit_event_outcome ON audit_event (outcome, id) WHERE outcome <> 'success'`,
  `CREATE INDEX IF NOT EXISTS audit_event_recorded ON audit_event USING brin (recorded_at)`,
  `CREATE TABLE IF NOT EXISTS audit_pending (
  n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_id uuid NOT NULL
)`,
  `CREATE TABLE IF NOT EXISTS audit_leaf (
  stream varchar(64) NOT NULL,
  pos bigint NOT NULL CHECK (pos >= 0),
  event_id uuid NOT NULL UNIQUE,
  leaf_hash bytea NOT NULL CHECK (octet_length(leaf_hash) = 32),
  PRIMARY KEY (stream, pos)
)`,
  `CREATE TABLE IF NOT EXISTS audit_checkpoint (
  stream varchar(64) NOT NULL,
  size bigint NOT NULL CHECK (size >= 0),
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  frontier bytea NOT NULL,
  note text NOT NULL,
  sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (stream, size)
)`,
  `CREATE TABLE IF NOT EXISTS audit_log (
  stream varchar(64) PRIMARY KEY,
  origin varchar(255) NOT NULL,
  key_ids text NOT NULL
)`,
  `CREATE TABLE IF NOT EXISTS audit_subject_key (
  subject varchar(256) PRIMARY KEY,
  wrapped_key bytea,
  destroyed_at timestamptz
)`,
  `CREATE TABLE IF NOT EXISTS audit_prune (
  stream varchar(64) NOT NULL,
  upto bigint NOT NULL CHECK (upto >= 0),
  frontier bytea NOT NULL,
  reason text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (stream, upto)
)`,
];
