import { join } from 'node:path';
import { captured, type Captured } from '../services/captured.ts';
import type { ServiceEnvironment } from '../services/service-environment.ts';

/** The command line of the library, as `npx nestjs-observability` runs it. */
const COMMAND = 'node_modules/nestjs-observability/dist/cli/main.js';

/** What is verified, and what with. */
export interface VerifiedTrail {
  /** `postgres://...`, or the path of an SQLite file. */
  readonly databaseUrl: string;
  readonly dataDirectory: string;
  readonly env: NodeJS.ProcessEnv;
  /** Log file with receipts and checkpoints. */
  readonly witness?: string;
}

/** Runs `nestjs-observability audit verify`; its exit code is the verdict. */
export function verifyTrail({ databaseUrl, dataDirectory, env, witness }: VerifiedTrail): Promise<Captured> {
  return captured(
    [
      // What is set in the environment wins over the file.
      `--env-file-if-exists=${join(dataDirectory, 'local-audit-keys.env')}`,
      COMMAND,
      'audit',
      'verify',
      '--database-url',
      databaseUrl,
      ...(witness === undefined ? [] : ['--witness', witness]),
    ],
    env,
  );
}

/** Where the trail of the running demo lies. */
export function trailOf({ variables, dataDirectory }: ServiceEnvironment): VerifiedTrail {
  const databaseUrl = variables.DATABASE_URL || join(dataDirectory, 'orders.sqlite');
  return { databaseUrl, dataDirectory, env: variables };
}
