import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ChildApp } from '../../support/child-app.js';

const packageFile = createRequire(__filename).resolve('nestjs-observability/package.json');

/** The file behind the command `nestjs-observability`. */
export const cliFile = join(dirname(packageFile), 'dist/cli/main.js');

/** What a call of the command line left. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as a process of its own. The variables of the test run do not reach it, but for PATH. */
export async function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  file = cliFile,
): Promise<CliResult> {
  const child = new ChildApp(file, { args, env: { DATABASE_URL: '', ...env } });
  const { code } = await child.waitForExit(20_000);
  return { code, stdout: child.stdout.join('\n'), stderr: child.stderr.join('\n') };
}
