import { mariadbForTests } from './mariadb-for-tests.ts';
import { postgresForTests } from './postgres-for-tests.ts';

/** Runs once before all suites; what it returns is not kept by Jest, hence the environment and the global. */
export default async function setUp(): Promise<void> {
  const mariadb = await mariadbForTests(process.env['TEST_MARIADB_URL']);
  if (mariadb !== undefined) process.env['TEST_MARIADB_URL'] = mariadb;
  const postgres = await postgresForTests(process.env['TEST_DATABASE_URL']);
  if (postgres === undefined) return;
  process.env['TEST_DATABASE_URL'] = postgres.url;
  Object.assign(globalThis, { stopPostgresForTests: postgres.stop });
}
