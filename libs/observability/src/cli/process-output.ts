import { once } from 'node:events';
import type { CommandOutput } from './command.js';

/** What a shell sees of a process that SIGPIPE ended. */
const brokenPipe = 141;

/** The standard streams of this process. A reader that leaves early (`| head`) ends the process without noise. */
export function processOutput({ stdout, stderr }: NodeJS.Process): CommandOutput {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    // Not 0: nobody has seen the verdict.
    process.exit(brokenPipe);
  });
  return {
    line: (text = '') => void stdout.write(`${text}\n`),
    write: async text => {
      if (!stdout.write(text)) await once(stdout, 'drain');
    },
    note: text => void stderr.write(`${text}\n`),
  };
}
