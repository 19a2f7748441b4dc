import { existsSync } from 'node:fs';
import type { DataSource, DataSourceOptions } from 'typeorm';
import { AuditDatabaseError } from './audit-database.error.js';
import type { AuditDialect } from './audit-dialect.js';
import { dialectOf } from './dialects/dialect-of.js';

/** How a database is opened for the command line. */
export interface AuditDatabaseOptions {
  /** `postgres://...`, `mysql://...`, `mariadb://...`, or the path of a SQLite file, also as `sqlite:path`. */
  readonly url: string;
  /** Refuse every write, so that looking cannot change evidence. @defaultValue `true` */
  readonly readOnly?: boolean;
}

/** A database that is opened outside of an application. */
export interface AuditDatabase {
  readonly dataSource: DataSource;
  readonly dialect: AuditDialect;
  close(): Promise<void>;
}

/**
 * Connects to a database by its URL.
 *
 * @throws AuditDatabaseError when the URL is of no known kind, TypeORM or the driver is not installed, or nobody answers
 */
export async function openAuditDatabase(options: AuditDatabaseOptions): Promise<AuditDatabase> {
  const shown = withoutPassword(options.url);
  const settings = settingsOf(options, shown);
  const { DataSource } = await import('typeorm').catch(() => {
    throw new AuditDatabaseError(shown, 'TypeORM is not installed. Run: npm install typeorm');
  });
  const dataSource = new DataSource(settings);
  try {
    await dataSource.initialize();
  } catch (failure) {
    throw new AuditDatabaseError(shown, reasonOf(failure), failure);
  }
  return { dataSource, dialect: dialectOf(dataSource)!, close: () => dataSource.destroy() };
}

function settingsOf({ url, readOnly = true }: AuditDatabaseOptions, shown: string): DataSourceOptions {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+]*):(.*)$/is.exec(url) ?? [];
  switch (scheme.toLowerCase()) {
    case 'postgres':
    case 'postgresql':
      return {
        type: 'postgres',
        ...addressOf(url, shown),
        connectTimeoutMS: connectTimeout,
        extra: { max: 2, ...(readOnly && { options: '-c default_transaction_read_only=on' }) },
      };
    case 'mysql':
    case 'mariadb':
      return { type: 'mariadb', ...addressOf(url, shown), connectTimeout, extra: { connectionLimit: 2 } };
    case 'sqlite':
    case 'file':
      return fileSettings(rest.replace(/^\/\/(?=\/|[^/])/, ''), readOnly, shown);
    case '':
      return fileSettings(url, readOnly, shown);
    default:
      throw new AuditDatabaseError(shown, `'${scheme}' is not a kind of database that holds an audit trail.`);
  }
}

const connectTimeout = 10_000;

function addressOf(url: string, shown: string) {
  if (!URL.canParse(url)) throw new AuditDatabaseError(shown, 'it is not a URL.');
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    ...(port !== '' && { port: Number(port) }),
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    ...encryption(searchParams),
  };
}

/** `sslmode` as libpq has it, and `ssl=true` for both. */
function encryption(parameters: URLSearchParams): { ssl?: { rejectUnauthorized: boolean } } {
  const mode = parameters.get('sslmode') ?? (parameters.get('ssl') === 'true' ? 'verify-full' : 'disable');
  return mode === 'disable' ? {} : { ssl: { rejectUnauthorized: mode.startsWith('verify') } };
}

function fileSettings(path: string, readOnly: boolean, shown: string): DataSourceOptions {
  // A misspelt path must not become a new and empty database in which nothing is wrong.
  if (!existsSync(path)) throw new AuditDatabaseError(shown, 'there is no such file.');
  return { type: 'better-sqlite3', database: path, readonly: readOnly, fileMustExist: true };
}

function withoutPassword(url: string): string {
  return url.replace(/(:\/\/[^:/@]*):[^@]*@/, '$1:***@');
}

/** A connection that every address refused is reported as many errors without a message. */
function reasonOf(failure: unknown): string {
  if (failure instanceof AggregateError && failure.errors.length > 0) return reasonOf(failure.errors[0]);
  return failure instanceof Error && failure.message !== '' ? failure.message : String(failure);
}
