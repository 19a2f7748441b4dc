import { Client } from 'pg';
import { SEEDED_ORDERS } from './bench-order.entity.js';

/** What the figures depend on besides the machine. */
export interface DatabaseServer {
  readonly version: string;
  readonly fsync: string;
  readonly synchronousCommit: string;
}

/** One database of the benchmark on a PostgreSQL server. */
export class BenchDatabase {
  private constructor(
    readonly url: string,
    private readonly server: string,
    private readonly name: string,
  ) {}

  /** Creates it with its orders; one of an earlier run that was cut off is replaced. */
  static async create(server: string, variant: string): Promise<BenchDatabase> {
    const name = `nestjs_observability_bench_${variant.replaceAll('-', '_')}`;
    await connected(server, async client => {
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await client.query(`CREATE DATABASE ${name}`);
    });
    const url = new URL(server);
    url.pathname = `/${name}`;
    const database = new BenchDatabase(url.href, server, name);
    await database.query(
      'CREATE TABLE bench_order (id integer PRIMARY KEY, status varchar(20) NOT NULL, total integer NOT NULL, payments integer NOT NULL)',
    );
    await database.query(
      `INSERT INTO bench_order SELECT i, 'placed', 100 + i % 900, 0 FROM generate_series(1, ${SEEDED_ORDERS}) i`,
    );
    await database.query('VACUUM ANALYZE bench_order');
    return database;
  }

  /** The rows of a statement, over a connection of its own. */
  query<T extends object>(statement: string, parameters: unknown[] = []): Promise<T[]> {
    return connected(this.url, async client => (await client.query<T>(statement, parameters)).rows);
  }

  async drop(): Promise<void> {
    await connected(this.server, async client => {
      await client.query(`DROP DATABASE IF EXISTS ${this.name} WITH (FORCE)`);
    });
  }
}

/** Version and durability of a server. */
export async function databaseServer(server: string): Promise<DatabaseServer> {
  const settings = `SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync,
    current_setting('synchronous_commit') AS "synchronousCommit"`;
  const [row] = await connected(server, async client => (await client.query<DatabaseServer>(settings)).rows);
  return row as DatabaseServer;
}

async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
