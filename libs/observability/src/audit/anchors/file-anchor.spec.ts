import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileAnchor } from './file-anchor.js';

describe('The file anchor', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'anchor-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('appends one line for each checkpoint, also to a file that was moved away', async () => {
    const path = join(folder, 'far/away/checkpoints.ndjson');
    const anchor = new FileAnchor(path);
    await anchor.publish(checkpoint(1));
    await anchor.publish(checkpoint(2));
    await rename(path, `${path}.1`);
    await anchor.publish(checkpoint(3));

    const sizes = async (file: string) =>
      (await readFile(file, 'utf8'))
        .trimEnd()
        .split('\n')
        .map(line => (JSON.parse(line) as Record<string, unknown>)['audit.size']);
    await expect(sizes(`${path}.1`)).resolves.toEqual([1, 2]);
    await expect(sizes(path)).resolves.toEqual([3]);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      time: expect.stringMatching(/^\d{4}-/),
      msg: 'audit.checkpoint',
      'audit.stream': 'main',
      'audit.origin': 'shop/audit/main',
      'audit.size': 3,
      'audit.root': Buffer.alloc(32, 3).toString('base64'),
      'audit.note': 'note 3',
    });
  });

  it('rejects when the file cannot be written', async () => {
    await expect(new FileAnchor('/dev/null/anchor').publish(checkpoint(1))).rejects.toThrow(/EEXIST|ENOTDIR/);
  });
});

function checkpoint(size: number) {
  return {
    stream: 'main',
    origin: 'shop/audit/main',
    size,
    root: Buffer.alloc(32, size),
    note: `note ${size}`,
  };
}
