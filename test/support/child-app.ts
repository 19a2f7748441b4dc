import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { until } from './until.js';

/** How a process ended: by itself with a code, or by a signal. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What a child is started with. */
export interface ChildAppOptions {
  readonly args?: readonly string[];
  /** Added to the variables of the test run. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Of Node itself, before the file, e.g. `--import`. */
  readonly nodeArgs?: readonly string[];
  /** A command that is given the one of Node as its last arguments, and runs it in its own place. */
  readonly launcher?: readonly string[];
}

/** A Node program that runs as a process of its own, for what a test cannot do to itself: signals and exit codes. */
export class ChildApp {
  /** Lines of standard output and standard error, as they came. */
  readonly stdout: string[] = [];
  readonly stderr: string[] = [];
  /** Resolves when the process is gone and its output has been read. */
  readonly exited: Promise<ChildExit>;
  readonly #child: ChildProcess;
  #ended = false;

  /** Starts a compiled or plain `.mjs` file with the Node of the test run. */
  constructor(
    file: string,
    { args = [], env = {}, cwd, nodeArgs = [], launcher = [] }: ChildAppOptions = {},
  ) {
    const [command = process.execPath, ...rest] = [...launcher, process.execPath, ...nodeArgs, file, ...args];
    this.#child = spawn(command, rest, {
      env: { ...process.env, NODE_OPTIONS: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd !== undefined && { cwd }),
    });
    collect(this.#child.stdout, this.stdout);
    collect(this.#child.stderr, this.stderr);
    this.exited = new Promise((resolve, reject) => {
      this.#child.once('error', reject).once('close', (code, signal) => {
        this.#ended = true;
        resolve({ code, signal });
      });
    });
    // Whoever awaits `exited` still gets the error; a test that never does must not crash the run.
    this.exited.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** JSON lines of standard output, parsed; other lines are left out. */
  get jsonLines(): Record<string, unknown>[] {
    return this.stdout.filter(line => line.startsWith('{')).map(line => JSON.parse(line) as never);
  }

  /**
   * Resolves with the first line of standard output that matches.
   * @throws Error with everything the process said, when it ends or the time is over first
   */
  async waitForLine(pattern: RegExp, timeout = 45_000): Promise<string> {
    return until(
      () => {
        const line = this.stdout.find(candidate => pattern.test(candidate));
        if (line === undefined && this.#ended)
          throw new Error(`exited before ${pattern} was said\n${this.#said}`);
        return line;
      },
      { timeout, describe: () => `a line like ${pattern}\n${this.#said}` },
    );
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits for the end; a process that outlives the time is killed and the promise rejects. */
  async waitForExit(timeout = 20_000): Promise<ChildExit> {
    const late = setTimeout(() => this.#child.kill('SIGKILL'), timeout);
    const exit = await this.exited;
    clearTimeout(late);
    if (exit.signal === 'SIGKILL') throw new Error(`still running after ${timeout} ms\n${this.#said}`);
    return exit;
  }

  /** Ends the process the hard way if it still runs; for `afterEach`. */
  async stop(): Promise<void> {
    if (!this.#ended) this.#child.kill('SIGKILL');
    await this.exited;
  }

  get #said(): string {
    return [...this.stdout, ...this.stderr].join('\n');
  }
}

function collect(stream: NodeJS.ReadableStream | null, into: string[]): void {
  if (stream) createInterface({ input: stream }).on('line', line => void into.push(line));
}
