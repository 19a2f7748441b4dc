import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isToken } from '../config/management.schema.js';
import type { FaultLog } from '../core/fault-log.js';

/** Milliseconds for which what was read from a file is good. */
const fresh = 1_000;

/** Where the token comes from; a file wins. */
export interface TokenSource {
  readonly token: string | undefined;
  readonly tokenFile: string | undefined;
}

/** The secret that operators show. A file that rotates is read again; while it cannot be read, the last good token holds. */
export class BearerToken {
  private digest: Buffer | undefined;
  private readAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly source: TokenSource,
    private readonly faults: FaultLog,
  ) {
    if (source.tokenFile === undefined && source.token !== undefined) this.digest = digestOf(source.token);
  }

  /** Whether there is one at all. */
  get wanted(): boolean {
    return this.source.token !== undefined || this.source.tokenFile !== undefined;
  }

  /** Compares an `Authorization` header; the time it takes tells nothing about the token. */
  async matches(header: string | undefined): Promise<boolean> {
    await this.refresh();
    const given = /^bearer +(\S+) *$/i.exec(header ?? '')?.[1];
    return given !== undefined && this.digest !== undefined && timingSafeEqual(digestOf(given), this.digest);
  }

  private async refresh(): Promise<void> {
    const { tokenFile } = this.source;
    if (tokenFile === undefined || performance.now() - this.readAt < fresh) return;
    this.readAt = performance.now();
    try {
      const token = (await readFile(tokenFile, 'utf8')).trim();
      if (!isToken(token)) throw new Error('it holds no token');
      this.digest = digestOf(token);
    } catch (error) {
      const { code = 'no token' } = error as NodeJS.ErrnoException;
      this.faults.report('management.tokenFile', new Error(`The file of the token cannot be used (${code})`));
    }
  }
}

/** Of one length, whatever was given. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
