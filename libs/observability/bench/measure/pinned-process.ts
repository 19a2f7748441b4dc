import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A script, the core it may use and what it is given. */
export interface PinnedScript {
  readonly script: URL;
  /** @defaultValue any */
  readonly core?: number;
  readonly args?: readonly string[];
  readonly nodeArgs?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

const ANSWER_TIMEOUT_MS = 60_000;

/** Whether this machine can keep a process on one core. */
export const canPin = (): boolean => spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** A Node process on one core (by `taskset`, where there is one) that answers over IPC. */
export class PinnedProcess {
  private constructor(private readonly child: ChildProcess) {}

  /** Starts the script; resolves with its first message, which says that it is ready. */
  static async start<Ready>(script: PinnedScript): Promise<{ process: PinnedProcess; ready: Ready }> {
    const { args = [], nodeArgs = [], env = process.env } = script;
    const node = [process.execPath, ...nodeArgs, fileURLToPath(script.script), ...args];
    const [command, ...rest] =
      script.core !== undefined && canPin() ? ['taskset', '-c', String(script.core), ...node] : node;
    const child = spawn(command as string, rest, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const pinned = new PinnedProcess(child);
    return { process: pinned, ready: await pinned.answer<Ready>() };
  }

  /** Sends a message and waits for the answer. */
  ask<Reply>(message: object | string): Promise<Reply> {
    const answer = this.answer<Reply>();
    this.child.send(message);
    return answer;
  }

  /** Sends a message that asks the process to end by itself, and waits until it has. */
  stop(message: object | string): Promise<void> {
    return new Promise(resolve => {
      this.child.once('exit', () => resolve());
      this.child.send(message);
    });
  }

  /** Ends the process at once. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  private answer<Reply>(): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        this.child.off('message', onMessage).off('exit', onExit);
        finish();
      };
      const onMessage = (message: unknown) => settle(() => resolve(message as Reply));
      const onExit = (code: number | null) =>
        settle(() => reject(new Error(`A bench process ended with code ${code} instead of answering`)));
      const timer = setTimeout(
        () => settle(() => reject(new Error('A bench process did not answer'))),
        ANSWER_TIMEOUT_MS,
      );
      this.child.once('message', onMessage).once('exit', onExit);
    });
  }
}
