import type { QueryRunner } from 'typeorm';
import type { PostgresClient } from './driver-sql.js';
import { ownStatement } from './own-statements.js';

/**
 * Whether a connection is one to PostgreSQL itself. A pooler makes a process number up, because a connection to it belongs to no
 * process of the server.
 */
export async function isDirect(runner: QueryRunner): Promise<boolean> {
  try {
    const { processID } = (await runner.connect()) as PostgresClient;
    const [row] = (await runner.query(ownStatement('SELECT pg_backend_pid() AS pid'))) as { pid: number }[];
    return row !== undefined && row.pid === processID;
  } catch {
    // Something that only speaks like PostgreSQL.
    return false;
  }
}
