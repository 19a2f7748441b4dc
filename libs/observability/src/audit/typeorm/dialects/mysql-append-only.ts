import { appendOnlyTables } from './table-names.js';

/** When a DELETE passes: a cut that `audit_prune` records covers the row, and its frontier stands for it. */
const pruned: Partial<Record<(typeof appendOnlyTables)[number], string>> = {
  audit_event:
    'SELECT 1 FROM audit_leaf l JOIN audit_prune p ON p.stream = l.stream AND l.pos < p.upto WHERE l.event_id = OLD.id',
  audit_leaf: 'SELECT 1 FROM audit_prune p WHERE p.stream = OLD.stream AND OLD.pos < p.upto',
  audit_checkpoint: 'SELECT 1 FROM audit_prune p WHERE p.stream = OLD.stream AND OLD.size < p.upto',
};

/**
 * Triggers that make the tables append-only; they also hold for REPLACE, ON DUPLICATE KEY UPDATE and the IGNORE forms. TRUNCATE
 * passes every trigger: the runtime role must not have DROP.
 */
export const mysqlAppendOnly: readonly string[] = [
  ...appendOnlyTables.flatMap(table => {
    const covered = pruned[table];
    const refuse = refusal(table, 'DELETE');
    return [
      `CREATE TRIGGER IF NOT EXISTS ${table}_no_update BEFORE UPDATE ON ${table} FOR EACH ROW
${refusal(table, 'UPDATE')}`,
      `CREATE TRIGGER IF NOT EXISTS ${table}_no_delete BEFORE DELETE ON ${table} FOR EACH ROW
${covered === undefined ? refuse : `IF NOT EXISTS (${covered}) THEN ${refuse}; END IF`}`,
    ];
  }),
  // MySQL has no insert inside a WITH: the trigger makes event and pending row one statement.
  `CREATE TRIGGER IF NOT EXISTS audit_event_pending AFTER INSERT ON audit_event FOR EACH ROW
INSERT INTO audit_pending (event_id) VALUES (NEW.id)`,
];

/** What must be there, as `table.trigger`. */
export const mysqlTriggers: readonly string[] = [
  ...appendOnlyTables.flatMap(table => ['no_update', 'no_delete'].map(name => `${table}.${table}_${name}`)),
  'audit_event.audit_event_pending',
];

function refusal(table: string, operation: string): string {
  return `SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '${table} is append-only: ${operation} is refused'`;
}
