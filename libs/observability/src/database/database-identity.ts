import type { DataSource, DataSourceOptions } from 'typeorm';
import { basename } from 'node:path';
import type { SqlDialect } from '../redaction/sql-text.js';

/** Which database a data source talks to. */
export interface DatabaseIdentity {
  /** `db.system.name`. */
  readonly system: string;
  readonly dialect: SqlDialect | undefined;
  /** `db.namespace`. */
  readonly namespace: string | undefined;
  readonly address: string | undefined;
  readonly port: number | undefined;
}

/** Names of TypeORM's drivers in the semantic conventions; what is not here is called as TypeORM calls it. */
const systems: ReadonlyMap<string, string> = new Map([
  ['postgres', 'postgresql'],
  ['aurora-postgres', 'postgresql'],
  ['aurora-mysql', 'mysql'],
  ['better-sqlite3', 'sqlite'],
  ['sqljs', 'sqlite'],
  ['expo', 'sqlite'],
  ['react-native', 'sqlite'],
  ['nativescript', 'sqlite'],
  ['cordova', 'sqlite'],
  ['capacitor', 'sqlite'],
  ['mssql', 'microsoft.sql_server'],
  ['oracle', 'oracle.db'],
  ['sap', 'sap.hana'],
  ['spanner', 'gcp.spanner'],
]);

const dialects: ReadonlyMap<string, SqlDialect> = new Map([
  ['postgresql', 'postgresql'],
  ['cockroachdb', 'postgresql'],
  ['mysql', 'mysql'],
  ['mariadb', 'mysql'],
  ['sqlite', 'sqlite'],
]);

const ports: ReadonlyMap<string, number> = new Map([
  ['postgresql', 5432],
  ['mysql', 3306],
  ['mariadb', 3306],
  ['cockroachdb', 26257],
]);

/** The options of every driver, as far as they say where it connects to. */
interface Address {
  readonly url?: unknown;
  readonly host?: unknown;
  readonly port?: unknown;
  readonly database?: unknown;
  readonly schema?: unknown;
  readonly replication?: { readonly master?: Address };
}

/** Reads where a data source connects to, never how it logs in. */
export function identityOf({ options, driver }: DataSource): DatabaseIdentity {
  const system = systems.get(options.type) ?? options.type;
  const given = options as DataSourceOptions & Address;
  const own: Address = given.replication?.master ?? given;
  const url = urlOf(own.url);
  const isFile = system === 'sqlite';
  const database = text(driver.database) ?? text(own.database) ?? (url && decoded(url.pathname.slice(1)));
  const schema = text(given.schema);
  return {
    system,
    dialect: dialects.get(system),
    namespace: isFile
      ? fileOf(own.database)
      : [database, schema].filter(part => part !== undefined && part !== '').join('|') || undefined,
    address: isFile ? undefined : (text(own.host) ?? url?.hostname),
    port: isFile ? undefined : (portOf(own.port) ?? portOf(url?.port) ?? ports.get(system)),
  };
}

/** A path tells how a machine is set up; the file alone says which database it is. */
function fileOf(database: unknown): string | undefined {
  return typeof database === 'string' && database !== '' ? basename(database) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function portOf(value: unknown): number | undefined {
  const port = Number(value ?? 0);
  return Number.isInteger(port) && port > 0 ? port : undefined;
}

function urlOf(url: unknown): URL | undefined {
  return typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
