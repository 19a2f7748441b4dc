import type { AuditDialectName } from '../audit-dialect.js';
import { mysqlRoles } from './mysql-roles.js';
import { postgresRoles } from './postgres-roles.js';

/** Whom the roles are for. */
export interface RoleNames {
  /** Login role of the application; on MariaDB and MySQL as `'name'@'host'`. */
  readonly application: string;
  /** PostgreSQL: who owns the tables. @defaultValue `'audit_owner'` */
  readonly owner?: string;
  /** PostgreSQL: who adds events. @defaultValue `'audit_writer'` */
  readonly writer?: string;
  /** PostgreSQL: who seals them. @defaultValue `'audit_sealer'` */
  readonly sealer?: string;
}

/**
 * Statements that take from the application everything but writing, sealing and reading: run them as an administrator, once the tables
 * are there. SQLite has no roles; there the triggers and the evidence have to do.
 */
export function roleSetup(dialect: AuditDialectName, names: RoleNames): readonly string[] {
  if (dialect === 'postgres') return postgresRoles(names);
  return dialect === 'mysql' ? mysqlRoles(names) : [];
}
