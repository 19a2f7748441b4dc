import { appendFileSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { pino } from 'pino';
import type { LineDestination } from './log-output.js';

const standardOutput = 1;
/**
 * Bytes gathered before a write, and milliseconds after which they are written anyway. An asynchronous write costs 26 us of
 * CPU whatever its size, so a busy service writes rarely; a quiet one is never later than the interval. The most that sonic-boom allows.
 */
const gathered = 16_383;
const flushInterval = 250;

/** Standard output, or a file: lines are gathered and written together, because a write costs more than a line. */
export class GatheredLines implements LineDestination {
  private readonly stream: ReturnType<typeof pino.destination>;
  private readonly timer: NodeJS.Timeout;
  private closed = false;

  /** @throws the error of the file system when the file cannot be opened for appending. */
  constructor(private readonly file: string | undefined) {
    if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
    // Opened at once, so that a wrong path fails the bootstrap and a short run loses no line.
    const fd = file === undefined ? standardOutput : openSync(file, 'a');
    this.stream = pino.destination({ fd, sync: false, minLength: gathered });
    this.timer = setInterval(() => this.stream.flush(), flushInterval).unref();
  }

  write(line: string): void {
    if (!this.closed) this.stream.write(line);
    else if (this.file === undefined) process.stdout.write(line);
    else appendFileSync(this.file, line);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    clearInterval(this.timer);
    this.stream.flushSync();
    this.stream.end();
  }
}
