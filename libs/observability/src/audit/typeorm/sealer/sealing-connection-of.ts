import type { DataSource } from 'typeorm';
import type { AuditDialectName } from '../audit-dialect.js';
import { PooledSealing } from './pooled-sealing.js';
import type { SealingConnection } from './sealing-connection.js';
import { sealingStatements } from './sealing-statements.js';
import { SqliteSealing } from './sqlite-sealing.js';

/** How transactions of the audit trail are run on a data source. */
export function sealingConnectionOf(dataSource: DataSource, dialect: AuditDialectName): SealingConnection {
  return dialect === 'sqlite'
    ? new SqliteSealing(dataSource)
    : new PooledSealing(dataSource, sealingStatements(dialect));
}
