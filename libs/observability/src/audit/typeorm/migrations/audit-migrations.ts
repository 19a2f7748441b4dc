import { AuditTrail1786000000000 } from './audit-trail-1786000000000.js';

/**
 * Migrations of the audit trail, for every database that can hold one; further versions of the library add to the list.
 *
 * @example `new DataSource({ migrations: [...auditMigrations, ...ownMigrations] })`
 */
export const auditMigrations: readonly (new () => AuditTrail1786000000000)[] = [AuditTrail1786000000000];
