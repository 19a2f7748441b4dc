/** Names of the tables, in the order in which they can be dropped. */
export const tableNames = [
  'audit_pending',
  'audit_leaf',
  'audit_checkpoint',
  'audit_prune',
  'audit_subject_key',
  'audit_log',
  'audit_event',
] as const;

/** Tables whose rows never change; rows of the first three may be deleted once a prune record covers them. */
export const appendOnlyTables = ['audit_event', 'audit_leaf', 'audit_checkpoint', 'audit_prune'] as const;
