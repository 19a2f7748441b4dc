import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeUnless } from '../../../../../test/support/describe-unless.js';
import { until } from '../../../../../test/support/until.js';
import { GatheredLines } from './gathered-lines.js';

const total = (lost: ReadonlyMap<string, number>) =>
  [...lost.values()].reduce((sum, lines) => sum + lines, 0);

describe('Lines whose file', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'trouble-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['was renamed', (file: string) => renameSync(file, `${file}.1`)],
    [
      'was renamed while a new one was made',
      (file: string) => {
        renameSync(file, `${file}.1`);
        writeFileSync(file, '');
      },
    ],
    ['was removed', (file: string) => rmSync(file)],
    ['was removed with its folder', () => rmSync(folder, { recursive: true })],
  ])('%s go into a new one, and none is in two', async (_, move) => {
    const file = join(folder, 'log');
    const lines = new GatheredLines({ file });
    lines.write('0\n');
    await until(() => readFileSync(file, 'utf8') === '0\n', { describe: () => 'the first line' });
    move(file);
    let count = 0;
    await until(
      () => {
        lines.write(`${(count += 1)}\n`);
        return existsSync(file) && readFileSync(file, 'utf8') !== '';
      },
      { describe: () => 'a new file' },
    );
    await lines.close();
    const read = readFileSync(file, 'utf8').split('\n').slice(0, -1).map(Number);
    expect(read).toEqual(Array.from({ length: read.length }, (_line, at) => count - read.length + 1 + at));
    if (existsSync(`${file}.1`)) {
      const before = readFileSync(`${file}.1`, 'utf8').split('\n').length - 1;
      expect(before + read.length).toBe(count + 1);
    }
  });

  const full = describeUnless(existsSync('/dev/full') ? undefined : 'no /dev/full');
  full('is on a disk that is full', () => {
    it('are kept within the limit, then counted, and nobody is told by an exception', async () => {
      const lines = new GatheredLines({ file: '/dev/full', maxBuffer: 65_536 });
      for (let at = 0; at < 2_000; at += 1) {
        lines.write(`${'x'.repeat(99)}\n`, at % 100 === 0 ? 50 : 30);
        if (at % 200 === 0) await new Promise(resolve => setTimeout(resolve, 5));
      }
      const lost = lines.lost();
      expect(lost.get('error')).toBe(0);
      expect(lost.get('info')).toBeGreaterThan(1_000);
      await lines.close();
      expect(total(lines.lost())).toBe(2_000);
    });
  });
});

describe('Lines on standard output', () => {
  it('whose reader is gone are counted, and the process ends as it would have', async () => {
    const module = new URL('../../../dist/logging/pino/gathered-lines.js', `file://${__filename}`).href;
    const script = `const { GatheredLines } = await import('${module}');
      const lines = new GatheredLines();
      process.on('message', async () => {
        for (let at = 0; at < 1_000; at += 1) lines.write('x'.repeat(99) + '\\n');
        lines.flushSync();
        const lost = lines.lost().get('info');
        await lines.close();
        process.send(lost, () => process.exit(3));
      });
      process.send('ready');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    await once(child, 'message');
    child.stdout?.destroy();
    const answer = once(child, 'message');
    const exit = once(child, 'exit');
    child.send('go');
    expect(await answer).toEqual([1_000, undefined]);
    expect(await exit).toEqual([3, null]);
  });
});
