import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatheredLines } from './gathered-lines.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'gathered-lines-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const sleep = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));

describe('GatheredLines', () => {
  it('writes every line once, however many there are and whatever they hold', async () => {
    const file = join(folder, 'deep', 'log');
    const lines = new GatheredLines({ file });
    const expected = Array.from({ length: 5_000 }, (_, at) => `${at} é€😀 ${'x'.repeat(at % 90)}\n`);
    for (const [at, line] of expected.entries()) {
      lines.write(line);
      if (at % 1_000 === 0) await sleep(5);
    }
    await lines.close();
    lines.write('later\n');
    await sleep(50);
    expect(readFileSync(file, 'utf8')).toBe(`${expected.join('')}later\n`);
  });

  it('writes a line that longer ones do not follow', async () => {
    const file = join(folder, 'log');
    const lines = new GatheredLines({ file });
    lines.write('alone\n');
    const deadline = Date.now() + 10_000;
    while (readFileSync(file, 'utf8') === '' && Date.now() < deadline) await sleep(20);
    expect(readFileSync(file, 'utf8')).toBe('alone\n');
    await lines.close();
  });

  it('has written everything when it is closed, a write that was under way included', async () => {
    const file = join(folder, 'log');
    const lines = new GatheredLines({ file });
    const long = `${'x'.repeat(40_000)}\n`;
    lines.write(long);
    lines.write('last\n');
    await lines.close();
    expect(readFileSync(file, 'utf8')).toBe(`${long}last\n`);
  });

  it('loses nothing when the process exits at once', () => {
    const file = join(folder, 'log');
    const module = new URL('../../../dist/logging/pino/gathered-lines.js', `file://${__filename}`).href;
    const script = `const { GatheredLines } = await import('${module}');
      const lines = new GatheredLines({ file: '${file}' });
      lines.write('first\\n'); lines.write('last\\n'); process.on('exit', () => lines.flushSync()); process.exit(0);`;
    spawnSync(process.execPath, ['--input-type=module', '-e', script]);
    expect(readFileSync(file, 'utf8')).toBe('first\nlast\n');
  });
});
