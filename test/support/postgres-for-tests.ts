import { Client } from 'pg';
import { PrivatePostgres, whyNoPrivatePostgres } from './private-postgres.ts';

const USUAL_SERVER = 'postgres://postgres@127.0.0.1:5432/postgres';

/** A PostgreSQL server for all suites of one run. */
export interface PostgresForTests {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Finds a server that lets the tests in - the named one, else the usual one of a developer's machine, else one that is
 * started for this run. `undefined`, with the reason on standard error, leaves the suites that need it skipped.
 *
 * @throws when a server is named and refuses
 */
export async function postgresForTests(named: string | undefined): Promise<PostgresForTests | undefined> {
  if (named) {
    await logIn(named);
    return { url: named, stop: async () => undefined };
  }
  const isThere = await logIn(USUAL_SERVER).then(
    () => true,
    () => false,
  );
  if (isThere) return { url: USUAL_SERVER, stop: async () => undefined };
  const reason = whyNoPrivatePostgres();
  if (reason !== undefined) {
    process.stderr.write(`Suites on PostgreSQL are skipped: ${reason}\n`);
    return undefined;
  }
  const server = await PrivatePostgres.start();
  return { url: server.url, stop: () => server.destroy() };
}

/** A port that answers is not enough: a new machine's server refuses everyone but its own user. */
async function logIn(connectionString: string): Promise<void> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 3_000 });
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end().catch(() => undefined);
  }
}
