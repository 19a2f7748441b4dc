import type { RoleNames } from './role-setup.js';

const rights: readonly (readonly [rights: string, table: string])[] = [
  ['SELECT, INSERT', 'audit_event'],
  // Triggers write with the rights of whoever made them, so that the application needs no INSERT here.
  ['SELECT, DELETE', 'audit_pending'],
  ['SELECT, INSERT', 'audit_leaf'],
  ['SELECT, INSERT', 'audit_checkpoint'],
  ['SELECT, INSERT, UPDATE', 'audit_log'],
  ['SELECT, INSERT, UPDATE', 'audit_subject_key'],
  ['SELECT', 'audit_prune'],
];

/**
 * The rights of the application, table by table; it must have none on the whole database, for rights add up. Without DROP it cannot
 * TRUNCATE, which passes every trigger, and without TRIGGER it cannot remove one.
 */
export function mysqlRoles({ application }: RoleNames): readonly string[] {
  return rights.map(([what, table]) => `GRANT ${what} ON ${table} TO ${application}`);
}
