import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChildApp } from './child-app.js';

describe('a child app', () => {
  let folder: string;
  let child: ChildApp | undefined;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'child-app-'))));
  afterEach(() => child?.stop());
  afterAll(() => rm(folder, { recursive: true }));

  const start = async (source: string, options = {}) => {
    const file = join(folder, `${Math.random().toString(36).slice(2)}.mjs`);
    await writeFile(file, source);
    return (child = new ChildApp(file, options));
  };

  it('hands over its lines, its JSON lines and its exit code', async () => {
    const app = await start(
      `console.log('ready ' + process.argv[2]); console.log('{"level":"info"}'); console.error(process.env.TONE); process.exitCode = 3;`,
      { args: ['now'], env: { TONE: 'loud' } },
    );
    expect(await app.waitForLine(/^ready/)).toBe('ready now');
    expect(await app.waitForExit()).toEqual({ code: 3, signal: null });
    expect(app.jsonLines).toEqual([{ level: 'info' }]);
    expect(app.stderr).toEqual(['loud']);
  });

  it('hears signals', async () => {
    const app = await start(
      `process.on('SIGTERM', () => { console.log('draining'); process.exit(0); }); setInterval(() => {}, 1000); console.log('up');`,
    );
    await app.waitForLine(/up/);
    app.signal('SIGTERM');
    expect(await app.waitForExit()).toEqual({ code: 0, signal: null });
    expect(app.stdout).toEqual(['up', 'draining']);
  });

  it('is told apart from one that never says or never ends', async () => {
    const silent = await start(`console.error('broken'); process.exit(1);`);
    await expect(silent.waitForLine(/ready/)).rejects.toThrow('exited before /ready/ was said\nbroken');
    const endless = await start(`setInterval(() => {}, 1000); console.log('up');`);
    await endless.waitForLine(/up/);
    await expect(endless.waitForExit(50)).rejects.toThrow('still running after 50 ms');
  });
});
