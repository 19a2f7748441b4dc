import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const BINARIES = process.env['POSTGRES_BINARIES'] ?? newestBinaries('/usr/lib/postgresql');

/** Why tests with a PostgreSQL of their own cannot run here; `undefined` when they can. */
export function whyNoPrivatePostgres(): string | undefined {
  return existsSync(join(BINARIES, 'initdb'))
    ? undefined
    : `no PostgreSQL server binaries in ${BINARIES}: install postgresql or set POSTGRES_BINARIES`;
}

/** A PostgreSQL server of the test's own, on a free port and in a temporary directory, to be stopped and frozen at will. */
export class PrivatePostgres {
  private constructor(
    private readonly directory: string,
    readonly port: number,
  ) {}

  /** Connection string of the superuser; the password is there to be looked for where it must not be. */
  get url(): string {
    return `postgres://postgres:hunter2secret@127.0.0.1:${this.port}/postgres`;
  }

  /** Makes and starts a server. */
  static async start(): Promise<PrivatePostgres> {
    const directory = await mkdtemp(join(tmpdir(), 'private-postgres-'));
    const owner = serverOwner();
    if (owner) {
      await chown(directory, owner.uid, owner.gid);
    }
    const data = join(directory, 'data');
    await run(
      join(BINARIES, 'initdb'),
      ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync'],
      asOwner(),
    );
    const server = new PrivatePostgres(directory, await freePort());
    await server.up();
    return server;
  }

  /** Starts the server again after {@link down}. */
  async up(): Promise<void> {
    const settings = `-p ${this.port} -h 127.0.0.1 -k ${this.directory} -F`;
    // pg_ctl hands its output on to the server: a log file lets the call end while the server lives.
    await this.#control('start', '-w', '-o', settings, '-l', join(this.directory, 'log'));
  }

  /** Stops the server and cuts its connections. */
  async down(): Promise<void> {
    await this.#control('stop', '-w', '-m', 'immediate');
  }

  /** Freezes the server and every connection's process: it accepts and never answers. */
  async pause(): Promise<void> {
    this.#signal('SIGSTOP', [await this.#postmaster(), ...(await this.#children())]);
  }

  /** Freezes the present connections only, as if the network had lost them; new ones work. */
  async pauseConnections(): Promise<void> {
    this.#signal('SIGSTOP', await this.#children());
  }

  async resume(): Promise<void> {
    this.#signal('SIGCONT', [await this.#postmaster(), ...(await this.#children())]);
  }

  /** Stops the server, frozen or not, and removes its files. */
  async destroy(): Promise<void> {
    await this.resume().catch(() => undefined);
    await this.down().catch(() => undefined);
    await rm(this.directory, { recursive: true, force: true });
  }

  async #control(...args: string[]): Promise<void> {
    await run(join(BINARIES, 'pg_ctl'), [...args, '-D', join(this.directory, 'data')], asOwner());
  }

  #signal(signal: NodeJS.Signals, pids: readonly number[]): void {
    pids.forEach(pid => process.kill(pid, signal));
  }

  async #postmaster(): Promise<number> {
    const [pid] = (await readFile(join(this.directory, 'data', 'postmaster.pid'), 'utf8')).split('\n');
    return Number(pid);
  }

  async #children(): Promise<number[]> {
    const { stdout } = await run('ps', ['-o', 'pid=', '--ppid', String(await this.#postmaster())]);
    return stdout.split('\n').map(Number).filter(Boolean);
  }
}

/** The server refuses to run as root, so root hands it to the user `postgres`. */
function serverOwner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function asOwner(): { cwd: string; uid?: number; gid?: number } {
  return { cwd: '/', ...serverOwner() };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise(resolve => probe.close(resolve));
  return port;
}

/** Debian keeps each major version in a folder of its own. */
function newestBinaries(versions: string): string {
  const newest = existsSync(versions)
    ? Math.max(0, ...readdirSync(versions).map(Number).filter(Number.isInteger))
    : 0;
  return join(versions, String(newest), 'bin');
}
