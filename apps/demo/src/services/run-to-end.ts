import { spawn } from 'node:child_process';
import { DemoError } from '../demo.error.ts';
import { WORKSPACE } from '../workspace.ts';

/** A script of the workspace, run by this Node. */
export interface Script {
  /** What the user reads when it fails. */
  readonly title: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/**
 * Runs a script until it ends.
 * @throws {@link DemoError} with its output when it fails
 */
export function runToEnd({ title, args, env, signal }: Script): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: WORKSPACE,
      env,
      signal,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk));
    child.once('error', reject);
    child.once('close', code => {
      if (code === 0) resolve();
      else reject(new DemoError(`${title} failed (exit code ${code}):\n${output.trim()}`));
    });
  });
}
