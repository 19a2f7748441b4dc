import { spawn } from 'node:child_process';
import { WORKSPACE } from '../workspace.ts';

/** What a script printed, and how it ended. */
export interface Captured {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a script of the workspace with this Node and takes its end as it comes. */
export function captured(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Captured> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: WORKSPACE, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk));
    child.once('error', reject);
    child.once('close', code => resolve({ code, output: output.trim() }));
  });
}
