import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

/** Where a stack under test keeps its data; removed when it stops. */
export interface OrderDatabase {
  readonly dataDirectory: string;
  readonly databaseUrl?: string;
  remove(): Promise<void>;
}

/** Set by `test/support/global-setup.ts` where a server lets the tests in. */
const SERVER = process.env.TEST_DATABASE_URL;

/** Each database that the suites run on; PostgreSQL only where there is a server. */
export const DATABASES: [name: string, create: () => Promise<OrderDatabase>][] = [['SQLite', createSqlite]];
if (SERVER !== undefined) DATABASES.push(['PostgreSQL', () => createPostgres(SERVER)]);

async function createSqlite(): Promise<OrderDatabase> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'orders-'));
  return { dataDirectory, remove: () => rm(dataDirectory, { recursive: true, force: true }) };
}

async function createPostgres(server: string): Promise<OrderDatabase> {
  const files = await createSqlite();
  const name = `orders_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = name;
  const remove = async (): Promise<void> => {
    await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
    await files.remove();
  };
  return { dataDirectory: files.dataDirectory, databaseUrl: url.href, remove };
}

async function onServer(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
