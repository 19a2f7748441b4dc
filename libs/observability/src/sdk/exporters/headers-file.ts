import { readFileSync, statSync } from 'node:fs';
import { headersIn } from '../../config/otlp-headers-file.js';
import type { FaultLog } from '../../core/fault-log.js';
import type { OtlpHeaders } from '../../observability.options.js';

/** The file is looked at again once this many milliseconds have passed. */
const lookInterval = 1_000;

/** Headers in a file that may change under us; a symbolic link that is swapped, as Kubernetes does it, counts as a change. */
export class HeadersFile {
  private headers: OtlpHeaders | undefined;
  private seen = '';
  private nextLook = 0;

  constructor(
    private readonly path: string,
    private readonly faults: FaultLog,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** Those that are in the file, or were in it when it could last be read; `undefined` when it never could. */
  now(): OtlpHeaders | undefined {
    this.faults.guard('OTLP headers file', () => this.look());
    return this.headers;
  }

  /**
   * The last headers that could be read.
   *
   * @throws Error as long as none could be
   */
  current(): OtlpHeaders {
    const now = this.clock();
    if (now >= this.nextLook) {
      this.nextLook = now + lookInterval;
      this.faults.guard('OTLP headers file', () => this.look());
    }
    if (!this.headers) throw new Error('the file of its headers could not be read yet');
    return this.headers;
  }

  /** Looks at once the next time. */
  forget(): void {
    this.nextLook = 0;
    this.seen = '';
  }

  private look(): void {
    const { mtimeMs, ino, size, dev } = statSync(this.path);
    const seen = `${dev} ${ino} ${mtimeMs} ${size}`;
    if (seen === this.seen) return;
    this.headers = headersIn(readFileSync(this.path, 'utf8'));
    // Only now: a file that was read half written is read again.
    this.seen = seen;
  }
}
