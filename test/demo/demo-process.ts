import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const MAIN = resolve(__dirname, '../../apps/demo/src/main.ts');

/** The demo as its user runs it, on what was built before, with a data directory of its own. */
export class DemoProcess {
  output = '';

  private constructor(
    private readonly child: ChildProcess,
    private readonly dataDirectory: string,
  ) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => (this.output += chunk));
  }

  static async start(args: string[], variables: Record<string, string> = {}): Promise<DemoProcess> {
    const dataDirectory = await mkdtemp(join(tmpdir(), 'demo-'));
    const env = { ...process.env, NO_COLOR: '1', DATA_DIR: dataDirectory, ...variables };
    const child = spawn(process.execPath, [MAIN, '--no-build', ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new DemoProcess(child, dataDirectory);
  }

  /** Where the services listen, as the output says. */
  get ports(): number[] {
    return [...this.output.matchAll(/✔ start \w+ on http:\/\/127\.0\.0\.1:(\d+)/g)].map(([, port]) =>
      Number(port),
    );
  }

  /** Port of each service. */
  portsByName(names: readonly string[]): number[] {
    return names.map(name =>
      Number(new RegExp(`✔ start ${name} on http://127\\.0\\.0\\.1:(\\d+)`).exec(this.output)?.[1]),
    );
  }

  async waitFor(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      if (this.child.exitCode !== null) throw new Error(`The demo ended:\n${this.output}`);
      await delay(50);
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Resolves with the exit code; null when a signal ended it. */
  async end(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'close');
    return this.child.exitCode;
  }

  /** Resolves when nobody listens on the services' ports any more, and rejects when that takes 15 seconds. */
  async servicesGone(): Promise<void> {
    const deadline = performance.now() + 15_000;
    for (const port of this.ports) {
      while (await accepts(port)) {
        if (performance.now() > deadline) throw new Error(`A service still listens on port ${port}`);
        await delay(50);
      }
    }
  }

  async remove(): Promise<void> {
    this.kill('SIGKILL');
    await this.end();
    await rm(this.dataDirectory, { recursive: true, force: true });
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise(resolvePromise => {
    const socket = createConnection(port, '127.0.0.1');
    socket.once('connect', () => resolvePromise(true));
    socket.once('error', () => resolvePromise(false));
    socket.once('connect', () => socket.destroy());
  });
}
