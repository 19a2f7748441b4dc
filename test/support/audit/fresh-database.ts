import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';

/** The databases that the audit trail is tested on. */
export type DatabaseKind = 'postgres' | 'mariadb' | 'sqlite';

/** An empty database of one test suite. */
export interface FreshDatabase {
  readonly kind: DatabaseKind;
  /** As users write it: `postgres://...`, `mysql://...` or the path of a SQLite file. */
  readonly url: string;
  readonly dataSource: DataSource;
  /** Closes the connections and removes the database. */
  drop(): Promise<void>;
}

/** The kinds whose server is there; the set-up of the test run has said which are not. */
export const databaseKinds: readonly DatabaseKind[] = [
  ...(process.env['TEST_DATABASE_URL'] ? ['postgres' as const] : []),
  ...(process.env['TEST_MARIADB_URL'] ? ['mariadb' as const] : []),
  'sqlite',
];

/** Makes an empty database with a name of its own. */
export async function freshDatabase(kind: DatabaseKind): Promise<FreshDatabase> {
  if (kind === 'sqlite') return freshFile();
  const name = `audit_${randomBytes(6).toString('hex')}`;
  const [type, server] =
    kind === 'postgres'
      ? (['postgres', process.env['TEST_DATABASE_URL'] ?? ''] as const)
      : (['mariadb', process.env['TEST_MARIADB_URL'] ?? ''] as const);
  await once(type, server, `CREATE DATABASE ${name}`);
  const url = withDatabase(server, name);
  const dataSource = await new DataSource({ type, url }).initialize();
  return {
    kind,
    url,
    dataSource,
    drop: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await once(type, server, `DROP DATABASE ${name}${type === 'postgres' ? ' WITH (FORCE)' : ''}`);
    },
  };
}

async function freshFile(): Promise<FreshDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'audit-'));
  const url = join(folder, 'audit.db');
  const dataSource = await new DataSource({ type: 'better-sqlite3', database: url }).initialize();
  return {
    kind: 'sqlite',
    url,
    dataSource,
    drop: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function once(type: 'postgres' | 'mariadb', url: string, statement: string): Promise<void> {
  const connection = await new DataSource({ type, url }).initialize();
  await connection.query(statement);
  await connection.destroy();
}
