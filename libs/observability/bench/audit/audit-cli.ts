import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const CLI = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
const run = promisify(execFile);

/** Creates the tables of the audit trail, as an operator does. */
export async function migrate(databaseUrl: string): Promise<void> {
  await run(process.execPath, [CLI, 'audit', 'migrate', '--database-url', databaseUrl]);
}

/** What `audit verify --json` says of a log, as far as the benchmark reads it. */
export interface Verification {
  readonly verdict: string;
  readonly counts: { readonly sealed: number; readonly checkpoints: number };
  /** Milliseconds, without the start of the process. */
  readonly duration: number;
}

/** Verifies a whole log in a process of its own. @throws when anything was found */
export async function verifyLog(databaseUrl: string): Promise<Verification> {
  const { stdout } = await run(process.execPath, [
    ...[CLI, 'audit', 'verify', '--json', '--database-url', databaseUrl],
  ]);
  return JSON.parse(stdout) as Verification;
}
