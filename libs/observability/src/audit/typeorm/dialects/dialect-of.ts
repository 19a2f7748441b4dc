import type { DataSource } from 'typeorm';
import type { AuditDialect, AuditDialectName } from '../audit-dialect.js';
import { mysqlDialect } from './mysql.js';
import { postgresDialect } from './postgres.js';
import { sqliteDialect } from './sqlite.js';

const byName: Readonly<Record<AuditDialectName, AuditDialect>> = {
  postgres: postgresDialect,
  mysql: mysqlDialect,
  sqlite: sqliteDialect,
};

const byDriver: ReadonlyMap<string, AuditDialectName> = new Map([
  ['postgres', 'postgres'],
  ['mysql', 'mysql'],
  ['mariadb', 'mysql'],
  ['better-sqlite3', 'sqlite'],
]);

/** TypeORM drivers whose databases can hold an audit trail. */
export const auditedDrivers: readonly string[] = [...byDriver.keys()];

/** The dialect of this name. */
export function dialectNamed(name: AuditDialectName): AuditDialect {
  return byName[name];
}

/** The dialect of a data source; `undefined` when its driver cannot hold an audit trail. */
export function dialectOf(dataSource: DataSource): AuditDialect | undefined {
  const name = byDriver.get(dataSource.options.type);
  return name && byName[name];
}
