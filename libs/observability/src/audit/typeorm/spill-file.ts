import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Most bytes that wait; beyond that events are refused rather than the disk filled. */
const maxBytes = 64 * 1024 * 1024;

/** Lines that cannot wait in the file. */
export class SpillFileFullError extends Error {
  readonly code = 'AUDIT_SPILL_FULL';

  constructor(path: string) {
    super(
      `The spill file ${path} holds ${maxBytes / 1024 / 1024} MiB of events that the database has not taken yet`,
    );
    this.name = 'SpillFileFullError';
  }
}

/** What becomes of lines that were handed over and not taken. */
export interface LinesLeft {
  /** Wait on. */
  readonly kept: readonly string[];
  /** Go to the file `<path>.rejected`, for somebody to look at. */
  readonly rejected: readonly string[];
}

const nothing: LinesLeft = { kept: [], rejected: [] };

/**
 * Lines that survive a crash, in a file that several processes may share. Whoever takes the lines renames the file first; whoever
 * appended checks afterwards that the file still has its name, else the line may have come too late and is appended again.
 * So no line is lost, and some may come twice.
 */
export class SpillFile {
  /** One at a time within this process. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly path: string,
    private readonly limit = maxBytes,
  ) {}

  /**
   * Adds lines; resolves when they are on the disk.
   *
   * @throws SpillFileFullError when the file is full, else what the file system says.
   */
  append(lines: readonly string[]): Promise<void> {
    // An unfinished line of a crashed process ends here.
    const text = `\n${lines.join('\n')}\n`;
    return this.inTurn(async () => {
      if ((await this.size()) + text.length > this.limit) throw new SpillFileFullError(this.path);
      await this.appendText(this.path, text);
    });
  }

  /**
   * Hands over all lines, those of crashed processes too, file by file. A file goes when its lines were taken, and stays when
   * `take` throws.
   */
  drain(take: (lines: readonly string[]) => Promise<LinesLeft>): Promise<void> {
    return this.inTurn(async () => {
      await rename(this.path, `${this.path}.replay-${randomUUID()}`).catch(unlessMissing);
      for (const file of await this.taken()) {
        const lines = linesOf(await readFile(file, 'utf8').catch(unlessMissing));
        const { kept, rejected } = lines.length > 0 ? await take(lines) : nothing;
        if (kept.length > 0) await this.appendText(this.path, `${kept.join('\n')}\n`);
        if (rejected.length > 0) await this.appendText(`${this.path}.rejected`, `${rejected.join('\n')}\n`);
        await unlink(file).catch(unlessMissing);
      }
    });
  }

  /** How many lines wait. */
  count(): Promise<number> {
    return this.inTurn(async () => {
      let count = 0;
      for (const file of [this.path, ...(await this.taken())]) {
        count += linesOf(await readFile(file, 'utf8').catch(unlessMissing)).length;
      }
      return count;
    });
  }

  private async appendText(path: string, text: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    for (;;) {
      const file = await open(path, 'a', 0o600);
      try {
        const { size, ino } = await file.stat();
        await file.appendFile(text);
        await file.sync();
        if (size === 0) await syncDirectory(dirname(path));
        const present = await stat(path).catch(unlessMissing);
        if (present?.ino === ino) return;
      } finally {
        await file.close();
      }
    }
  }

  private async size(): Promise<number> {
    let size = 0;
    for (const file of [this.path, ...(await this.taken())])
      size += (await stat(file).catch(unlessMissing))?.size ?? 0;
    return size;
  }

  private async taken(): Promise<string[]> {
    const folder = dirname(this.path);
    const prefix = `${basename(this.path)}.replay-`;
    const names = (await readdir(folder).catch(unlessMissing)) ?? [];
    return names.filter(name => name.startsWith(prefix)).map(name => join(folder, name));
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    return result;
  }
}

function linesOf(text: string | undefined): string[] {
  return text === undefined ? [] : text.split('\n').filter(line => line !== '');
}

/** The name of a new file is on the disk only when its folder is; Windows has no such call. */
async function syncDirectory(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

function unlessMissing(failure: NodeJS.ErrnoException): undefined {
  if (failure.code !== 'ENOENT') throw failure;
}
