import { createConnection } from 'mysql2/promise';

const USUAL_SERVER = 'mysql://root@127.0.0.1:3306';

/**
 * Finds a MariaDB or MySQL server that lets the tests in and make databases: the named one, else the usual one of a
 * developer's machine. `undefined`, with the reason on standard error, leaves the suites that need it skipped.
 *
 * @throws when a server is named and refuses
 */
export async function mariadbForTests(named: string | undefined): Promise<string | undefined> {
  try {
    const connection = await createConnection({ uri: named ?? USUAL_SERVER, connectTimeout: 3_000 });
    await connection.query('SELECT 1');
    await connection.end();
    return named ?? USUAL_SERVER;
  } catch (refusal) {
    if (named !== undefined) throw refusal;
    process.stderr.write(`Suites on MariaDB are skipped: ${(refusal as Error).message}\n`);
    return undefined;
  }
}
