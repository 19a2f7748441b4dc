import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { DemoError } from '../demo.error.ts';
import { WORKSPACE } from '../workspace.ts';
import { ServiceLog } from './service-log.ts';

const GUARDIAN = pathToFileURL(join(import.meta.dirname, 'die-with-parent.ts')).href;
const START_LIMIT = 30_000;
const STOP_LIMIT = 8_000;

/** How a service is started. */
export interface ServiceStart {
  readonly name: 'orders' | 'payments';
  readonly url: string;
  readonly env: NodeJS.ProcessEnv;
  readonly dataDirectory: string;
}

/** One service as a process of its own, its log lines in a file. It ends with this process at the latest. */
export class ServiceProcess {
  readonly name: string;
  readonly url: string;
  readonly log: ServiceLog;
  readonly #child: ChildProcess;
  #stopping = false;

  private constructor({ name, url, env, dataDirectory }: ServiceStart) {
    this.name = name;
    this.url = url;
    this.log = new ServiceLog(name, join(dataDirectory, `${name}.log`));
    mkdirSync(dataDirectory, { recursive: true });
    const file = openSync(this.log.path, 'w');
    // A group of its own keeps the terminal's Ctrl-C from the service: the runner decides when it ends.
    this.#child = spawn(process.execPath, ['--import', GUARDIAN, `apps/${name}/dist/main.js`], {
      cwd: WORKSPACE,
      env,
      detached: true,
      stdio: ['ignore', file, file, 'ipc'],
    });
    closeSync(file);
  }

  /**
   * Resolves when the service is ready.
   * @throws {@link DemoError} with the end of its log when it ends before, or does not get ready in 30 s
   */
  static async start(start: ServiceStart, started: (service: ServiceProcess) => void): Promise<void> {
    const service = new ServiceProcess(start);
    started(service);
    const deadline = performance.now() + START_LIMIT;
    while (!(await answers(`${service.url}/ready`))) {
      if (service.ended) throw await service.#failure('ended while it was starting');
      if (performance.now() > deadline) throw await service.#failure('did not get ready in 30 s');
      await delay(100);
    }
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Rejects when the service ends although nobody stopped it. */
  async crash(): Promise<never> {
    if (!this.ended) await once(this.#child, 'exit');
    if (this.#stopping) return new Promise(() => undefined);
    throw await this.#failure(
      `ended by itself (exit code ${this.#child.exitCode ?? this.#child.signalCode})`,
    );
  }

  /** Lets the service finish its requests; after 8 s it is killed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.ended) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_LIMIT);
    await exit;
    clearTimeout(timer);
  }

  async #failure(what: string): Promise<DemoError> {
    return new DemoError(
      `The ${this.name} service ${what}. End of ${this.log.path}:\n${await this.log.tail(15)}`,
    );
  }
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
  await response?.body?.cancel();
  return response?.status === 200;
}
