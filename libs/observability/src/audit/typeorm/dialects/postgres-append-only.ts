import { appendOnlyTables } from './table-names.js';

const rowTrigger = 'audit_append_only';
const truncateTrigger = 'audit_no_truncate';

/**
 * Refuses every change of a stored row. A DELETE passes for rows below a cut that `audit_prune` records: then the frontier
 * at the cut stands for them. The search path is fixed, so that nobody lends the function tables of his own.
 */
const refuse = `CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $body$
DECLARE
  pruned boolean := false;
BEGIN
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'audit_event' THEN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %1$I.audit_leaf l JOIN %1$I.audit_prune p
      ON p.stream = l.stream AND l.pos < p.upto WHERE l.event_id = $1)', TG_TABLE_SCHEMA)
      INTO pruned USING OLD.id;
  ELSIF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'audit_leaf' THEN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %1$I.audit_prune p WHERE p.stream = $1 AND $2 < p.upto)',
      TG_TABLE_SCHEMA) INTO pruned USING OLD.stream, OLD.pos;
  ELSIF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'audit_checkpoint' THEN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %1$I.audit_prune p WHERE p.stream = $1 AND $2 < p.upto)',
      TG_TABLE_SCHEMA) INTO pruned USING OLD.stream, OLD.size;
  END IF;
  IF pruned THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END
$body$`;

/**
 * Triggers that make the tables append-only. ENABLE ALWAYS, because ordinary triggers do not fire while
 * `session_replication_role` is `replica`; TRUNCATE needs a trigger of its own, because row triggers do not see it.
 */
export const postgresAppendOnly: readonly string[] = [
  refuse,
  ...appendOnlyTables.flatMap(table => [
    `CREATE OR REPLACE TRIGGER ${rowTrigger} BEFORE UPDATE OR DELETE ON ${table}
FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()`,
    `CREATE OR REPLACE TRIGGER ${truncateTrigger} BEFORE TRUNCATE ON ${table}
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()`,
    `ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${rowTrigger}`,
    `ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${truncateTrigger}`,
  ]),
];

/** What must be there, as `table.trigger`. */
export const postgresTriggers: readonly string[] = appendOnlyTables.flatMap(table => [
  `${table}.${rowTrigger}`,
  `${table}.${truncateTrigger}`,
]);
