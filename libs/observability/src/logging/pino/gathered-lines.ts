import { appendFileSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { LineDestination } from './log-output.js';

const standardOutput = 1;
/**
 * Bytes gathered before a write, and milliseconds after which they are written anyway. An asynchronous write costs 26 us of
 * CPU whatever its size, so a busy service writes rarely; a quiet one is never later than the interval.
 */
const gathered = 32_768;
const flushInterval = 250;
/** Milliseconds that the end waits for a write that is under way; whoever reads may have stopped. */
const lastWrite = 1_000;

/** Standard output, or a file: lines are gathered and written together, because a write costs more than a line. */
export class GatheredLines implements LineDestination {
  private readonly stream: ReturnType<typeof pino.destination>;
  private readonly timer: NodeJS.Timeout;
  private closed = false;
  private closing: Promise<void> | undefined;

  /** @throws the error of the file system when the file cannot be opened for appending. */
  constructor(private readonly file: string | undefined) {
    if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
    // Opened at once, so that a wrong path fails the bootstrap and a short run loses no line.
    const fd = file === undefined ? standardOutput : openSync(file, 'a');
    // As buffers: text gathered by sonic-boom 4.2 is measured, and so copied, whole with each line that is added, 5 us of CPU.
    const settings = { minLength: gathered, maxWrite: 2 * gathered, contentMode: 'buffer' } as const;
    this.stream = pino.destination({ fd, sync: false, ...settings });
    this.timer = setInterval(() => this.stream.flush(), flushInterval).unref();
  }

  write(line: string): void {
    if (!this.closed) this.stream.write(Buffer.from(line) as never);
    else if (this.file === undefined) process.stdout.write(line);
    else appendFileSync(this.file, line);
  }

  close(): Promise<void> {
    return (this.closing ??= this.finish());
  }

  flushSync(): void {
    if (!this.closed) this.stream.flushSync();
  }

  private async finish(): Promise<void> {
    clearInterval(this.timer);
    // A write under way is in the hands of another thread, and is lost when a signal ends the process before it is done.
    await Promise.race([this.written(), sleep(lastWrite, undefined, { ref: false })]);
    this.closed = true;
    this.stream.flushSync();
    this.stream.end();
  }

  private written(): Promise<void> {
    return new Promise(resolve => this.stream.flush(() => resolve()));
  }
}
