import { spawnSync } from 'node:child_process';
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

const SERVER = process.env.TEST_DATABASE_URL || 'postgres://postgres@127.0.0.1:5432/postgres';

/** Each database that the suites run on; PostgreSQL only where a server answers. */
export const DATABASES: [name: string, create: () => Promise<OrderDatabase>][] = [['SQLite', createSqlite]];
if (serverAnswers()) DATABASES.push(['PostgreSQL', createPostgres]);
else
  process.stderr.write(
    `No PostgreSQL at ${new URL(SERVER).host}: its half of the orders suites is skipped\n`,
  );

async function createSqlite(): Promise<OrderDatabase> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'orders-'));
  return { dataDirectory, remove: () => rm(dataDirectory, { recursive: true, force: true }) };
}

async function createPostgres(): Promise<OrderDatabase> {
  const files = await createSqlite();
  const name = `orders_${randomUUID().replaceAll('-', '')}`;
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(SERVER);
  url.pathname = name;
  const remove = async (): Promise<void> => {
    await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
    await files.remove();
  };
  return { dataDirectory: files.dataDirectory, databaseUrl: url.href, remove };
}

async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: SERVER });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Jest collects its tests synchronously, hence a probe in another process. */
function serverAnswers(): boolean {
  const { hostname, port } = new URL(SERVER);
  const probe = `require('node:net').connect(${port || 5432}, '${hostname}', () => process.exit(0)).on('error', () => process.exit(1))`;
  return spawnSync(process.execPath, ['-e', probe], { timeout: 5000 }).status === 0;
}
