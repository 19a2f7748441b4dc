import { join, resolve } from 'node:path';

/** The root of the repository. */
export const WORKSPACE = resolve(import.meta.dirname, '../../..');

/** Where the database file, the local signing key and the logs lie: `DATA_DIR`, else `.data`. */
export function dataDirectory(env: NodeJS.ProcessEnv): string {
  return resolve(env.DATA_DIR || join(WORKSPACE, '.data'));
}
