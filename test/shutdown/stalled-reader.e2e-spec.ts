import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../support/until.js';

const talker = join(__dirname, 'fixtures/talker.mjs');

interface Feeling {
  readonly lines: number;
  /** Milliseconds: of ten lines, and of any turn of the event loop. */
  readonly longest: number;
  readonly loopDelay: number;
  readonly grown: number;
}

/** Standard output as the processes that read logs give it: a pipe from a shell or a container, a socket from Node or systemd. */
const kinds = ['pipe', 'socket'] as const;

describe.each(kinds)('with a %s that nobody reads', kind => {
  let folder: string;
  let child: ChildProcess | undefined;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'stalled-'))));
  afterEach(async () => {
    child?.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  /** Starts the talker; what it says is read only once `read()` is called. */
  const start = async (way: string, options: object = {}) => {
    const env = { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '', OTEL_SDK_DISABLED: '' };
    const args = [talker, way, JSON.stringify({ tracing: false, ...options })];
    const chunks: Buffer[] = [];
    let read: () => void;
    let reader: Socket | undefined;
    let handle: Awaited<ReturnType<typeof open>> | undefined;
    if (kind === 'pipe') {
      const path = join(folder, 'fifo');
      execFileSync('mkfifo', [path]);
      // Both ends at once, so that opening does not wait; the talker gets the same pipe.
      handle = await open(path, 'r+');
      child = spawn(process.execPath, args, { env, stdio: ['ignore', handle.fd, 'inherit', 'ipc'] });
      read = () => {
        reader = new Socket({ fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK) });
        reader.on('data', (chunk: Buffer) => void chunks.push(chunk));
      };
    } else {
      child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
      const { stdout } = child;
      stdout?.pause();
      read = () => void stdout?.on('data', (chunk: Buffer) => void chunks.push(chunk)).resume();
    }
    const started = child;
    const exited = once(started, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    await once(started, 'message');
    return {
      child: started,
      exited,
      read: () => read(),
      tell: (value: number) => started.send(value),
      answer: async () => (await once(started, 'message'))[0] as Feeling,
      /** The lines read so far that are whole. */
      lines: () =>
        Buffer.concat(chunks)
          .toString()
          .split('\n')
          .slice(0, -1)
          .filter(line => line.startsWith('{'))
          .map(line => JSON.parse(line) as Record<string, unknown>),
      close: async () => {
        reader?.destroy();
        await handle?.close();
      },
    };
  };

  it('neither the event loop nor the memory suffers, errors are kept, and the loss is told', async () => {
    const app = await start('steady', { logging: { maxBuffer: 1_048_576 } });
    app.tell(4_000);
    const { lines, longest, loopDelay, grown } = await app.answer();
    expect(lines).toBeGreaterThan(2_000);
    // Whoever waits for the reader waits for all of the four seconds; less than that is the machine, 10 to 50 ms of it when quiet.
    expect(longest).toBeLessThan(1_000);
    expect(loopDelay).toBeLessThan(1_000);
    expect(grown).toBeLessThan(64 * 1_048_576);
    app.read();
    app.tell(0);
    const [code] = await app.exited;
    await until(() => app.lines().some(({ msg }) => String(msg).startsWith('log after')), {
      describe: () => 'the last line',
    });
    const said = app.lines();
    await app.close();
    expect(code).toBe(0);
    const errors = said.filter(({ level }) => level === 'error').length;
    expect(errors).toBe(Math.floor(lines / 100));
    const infos = said.filter(({ msg }) => /^log \d/.test(String(msg))).length;
    const told = said.filter(({ msg }) => /lines were lost/.test(String(msg)));
    expect(told.length).toBeGreaterThan(0);
    const lost = told.reduce((sum, line) => sum + Number.parseInt(String(line['msg']), 10), 0);
    expect(infos + errors + lost).toBe(lines);
  }, 60_000);

  it.each([
    ['exit', 3],
    ['throw', 1],
  ])(
    'the process still ends by %s',
    async (way, expected) => {
      const app = await start(way);
      app.tell(2_000);
      const at = performance.now();
      expect((await app.exited)[0]).toBe(expected);
      expect(performance.now() - at).toBeLessThan(5_000);
      await app.close();
    },
    60_000,
  );

  it('the process still ends by SIGTERM', async () => {
    const app = await start('wait');
    app.tell(2_000);
    await app.answer();
    const at = performance.now();
    app.child.kill('SIGTERM');
    expect(await app.exited).toEqual([null, 'SIGTERM']);
    expect(performance.now() - at).toBeLessThan(5_000);
    await app.close();
  }, 60_000);

  it('a line of level fatal is out before the call returns', async () => {
    const app = await start('fatal');
    app.read();
    app.tell(0);
    expect((await app.exited)[0]).toBe(5);
    await until(() => app.lines().some(({ msg }) => msg === 'the last line'), {
      describe: () => 'the last line',
    });
    await app.close();
  }, 60_000);
});
