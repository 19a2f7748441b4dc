import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { freePort } from './free-port.js';

const host = '127.0.0.1';

/** Why suites on Redis cannot run; `undefined` where it listens on its usual port. */
export function whyNoRedis(): string | undefined {
  const script = `require('node:net').connect(6379, '${host}').once('connect', () => process.exit(0)).once('error', () => process.exit(1))`;
  return spawnSync(process.execPath, ['-e', script]).status === 0
    ? undefined
    : 'no Redis listens on 127.0.0.1:6379';
}

/** Why no Redis of a test's own can be started. */
export function whyNoPrivateRedis(): string | undefined {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'redis-server is not installed';
  }
}

/** A Redis that belongs to one test, which may kill it; it keeps nothing on disk. */
export class PrivateRedis {
  private process: ChildProcess | undefined;

  private constructor(readonly port: number) {}

  static async start(): Promise<PrivateRedis> {
    const redis = new PrivateRedis(await freePort());
    await redis.restart();
    return redis;
  }

  /** Without a warning to anybody. */
  async kill(): Promise<void> {
    const { process: running } = this;
    if (!running) return;
    this.process = undefined;
    const gone = new Promise(resolve => running.once('exit', resolve));
    running.kill('SIGKILL');
    await gone;
  }

  async restart(): Promise<void> {
    const args = ['--port', String(this.port), '--bind', host, '--save', '', '--appendonly', 'no'];
    this.process = spawn('redis-server', args, { stdio: 'ignore' });
    while (!(await this.answers())) await new Promise(resolve => setTimeout(resolve, 10));
  }

  private answers(): Promise<boolean> {
    return new Promise(resolve => {
      const socket = connect(this.port, host)
        .once('connect', () => void resolve(!!socket.destroy()))
        .once('error', () => resolve(false));
    });
  }
}
