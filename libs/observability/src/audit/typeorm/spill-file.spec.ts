import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpillFile } from './spill-file.js';

const nothingLeft = { kept: [], rejected: [] };

describe('A spill file', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spill-'));
    path = join(folder, 'deep', 'events.ndjson');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const drained = async (file: SpillFile) => {
    const taken: string[] = [];
    await file.drain(async lines => {
      taken.push(...lines);
      return nothingLeft;
    });
    return taken;
  };

  it('is made with its folder, for nobody else to read', async () => {
    await new SpillFile(path).append(['a', 'b']);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'deep'))).mode & 0o777).toBe(0o700);
  });

  it('gives its lines once, and is gone then', async () => {
    const file = new SpillFile(path);
    await file.append(['a', 'b']);
    await file.append(['c']);
    expect(await file.count()).toBe(3);
    expect(await drained(file)).toEqual(['a', 'b', 'c']);
    expect(await drained(file)).toEqual([]);
    expect(await readdir(join(folder, 'deep'))).toEqual([]);
  });

  it('has nothing where no file is', async () => {
    const file = new SpillFile(path);
    expect(await file.count()).toBe(0);
    expect(await drained(file)).toEqual([]);
  });

  it('keeps lines that cannot be taken now, also those of a process that died while it took them', async () => {
    const file = new SpillFile(path);
    await file.append(['a']);
    await expect(file.drain(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
    await file.append(['b']);
    expect(await new SpillFile(path).count()).toBe(2);
    expect((await drained(new SpillFile(path))).sort()).toEqual(['a', 'b']);
  });

  it('puts back what is to wait, and aside what is no line of ours', async () => {
    const file = new SpillFile(path);
    await file.append(['good', 'later', 'noise']);
    await file.drain(async () => ({ kept: ['later'], rejected: ['noise'] }));
    expect(await drained(file)).toEqual(['later']);
    expect(await readFile(`${path}.rejected`, 'utf8')).toBe('noise\n');
  });

  it('does not lose a line behind one that a crash cut short', async () => {
    const file = new SpillFile(path);
    await file.append(['a']);
    await writeFile(path, '{"half', { flag: 'a' });
    await file.append(['b']);
    expect(await drained(file)).toEqual(['a', '{"half', 'b']);
  });

  it('refuses more than its limit, what is being taken included', async () => {
    const file = new SpillFile(path, 100);
    await file.append(['x'.repeat(60)]);
    await expect(file.drain(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
    await expect(file.append(['y'.repeat(60)])).rejects.toMatchObject({ code: 'AUDIT_SPILL_FULL' });
    await file.append(['z']);
  });

  it('loses no line when several processes append and take at once', async () => {
    const taken = new Set<string>();
    const files = Array.from({ length: 4 }, () => new SpillFile(path));
    const all = files.flatMap((_, owner) => Array.from({ length: 60 }, (_, line) => `${owner}-${line}`));
    await Promise.all(
      files.map(async (file, owner) => {
        for (let line = 0; line < 60; line += 1) {
          await file.append([`${owner}-${line}`]);
          if (line % 3 === owner % 3) {
            await file.drain(async lines => {
              for (const each of lines) taken.add(each);
              return nothingLeft;
            });
          }
        }
      }),
    );
    for (const line of await drained(files[0]!)) taken.add(line);
    expect([...taken].sort()).toEqual(all.sort());
  });
});
