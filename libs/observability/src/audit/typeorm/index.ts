export { AuditCheckpointEntity, type AuditCheckpointRow } from './entities/audit-checkpoint.entity.js';
export { AuditEventEntity, type AuditEventRow } from './entities/audit-event.entity.js';
export { AuditLeafEntity, type AuditLeafRow } from './entities/audit-leaf.entity.js';
export { auditMigrations } from './migrations/audit-migrations.js';
export { AuditTablesInUseError } from './migrations/audit-tables-in-use.error.js';
export { AuditTrail1786000000000 } from './migrations/audit-trail-1786000000000.js';
export { roleSetup, type RoleNames } from './roles/role-setup.js';
export type { AuditDialectName } from './audit-dialect.js';
