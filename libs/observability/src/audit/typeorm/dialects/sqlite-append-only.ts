import { appendOnlyTables } from './table-names.js';

/** Which row a new one would replace: REPLACE deletes it without a trigger, whichever unique key it shares. */
const sameKey: Record<(typeof appendOnlyTables)[number], readonly string[]> = {
  audit_event: ['id = NEW.id', 'writer_id = NEW.writer_id AND writer_seq = NEW.writer_seq'],
  audit_leaf: ['stream = NEW.stream AND pos = NEW.pos', 'event_id = NEW.event_id'],
  audit_checkpoint: ['stream = NEW.stream AND size = NEW.size'],
  audit_prune: ['stream = NEW.stream AND upto = NEW.upto'],
};

/** When a DELETE passes: a cut that `audit_prune` records covers the row, and its frontier stands for it. */
const pruned: Partial<Record<(typeof appendOnlyTables)[number], string>> = {
  audit_event:
    'SELECT 1 FROM audit_leaf l JOIN audit_prune p ON p.stream = l.stream AND l.pos < p.upto WHERE l.event_id = OLD.id',
  audit_leaf: 'SELECT 1 FROM audit_prune p WHERE p.stream = OLD.stream AND OLD.pos < p.upto',
  audit_checkpoint: 'SELECT 1 FROM audit_prune p WHERE p.stream = OLD.stream AND OLD.size < p.upto',
};

/** Triggers that make the tables append-only, REPLACE included. SQLite has no roles: who may write may also drop them. */
export const sqliteAppendOnly: readonly string[] = appendOnlyTables.flatMap(table => {
  const exists = sameKey[table].map(key => `EXISTS (SELECT 1 FROM ${table} WHERE ${key})`).join(' OR ');
  const covered = pruned[table];
  return [
    `CREATE TRIGGER IF NOT EXISTS ${table}_no_replace BEFORE INSERT ON ${table} WHEN ${exists}
BEGIN SELECT RAISE(ABORT, '${table} is append-only: a second row with the same key is refused'); END`,
    `CREATE TRIGGER IF NOT EXISTS ${table}_no_update BEFORE UPDATE ON ${table}
BEGIN SELECT RAISE(ABORT, '${table} is append-only: UPDATE is refused'); END`,
    `CREATE TRIGGER IF NOT EXISTS ${table}_no_delete BEFORE DELETE ON ${table}${
      covered === undefined ? '' : ` WHEN NOT EXISTS (${covered})`
    }
BEGIN SELECT RAISE(ABORT, '${table} is append-only: DELETE is refused'); END`,
  ];
});

/** What must be there, as `table.trigger`. */
export const sqliteTriggers: readonly string[] = appendOnlyTables.flatMap(table =>
  ['no_replace', 'no_update', 'no_delete'].map(name => `${table}.${table}_${name}`),
);
