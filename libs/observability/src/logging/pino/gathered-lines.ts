import { appendFileSync, write, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDescriptor, wasMoved, type LineDescriptor } from './line-descriptor.js';
import { LineQueue, type LineRank } from './line-queue.js';
import type { LineDestination } from './log-output.js';

/**
 * Bytes gathered before a write, and milliseconds after which they are written anyway: a write costs more than a line, so a busy
 * service writes rarely; a quiet one is never later than the interval.
 */
const gathered = 32_768;
const flushInterval = 250;
/** Bytes in one write, and in one turn of the event loop after the reader had stopped. */
const oneWrite = 65_536;
const oneTurn = 16 * oneWrite;
/** First and longest pause, in milliseconds, before what could not be written is tried again. */
const pause = { first: 5, longest: 100 };
/** Milliseconds that a synchronous flush waits for a slow reader: in the middle of the work, and at the end of the process. */
const patience = { working: 20, ending: 500 };
/** Milliseconds that the end waits for a write that is under way; whoever reads may have stopped. */
const lastWrite = 1_000;
/** Milliseconds after which it is looked whether a file was renamed or removed. */
const lookInterval = 1_000;
/** Severity that is written at once, as pino numbers it. */
const fatal = 60;
/** Nobody will ever read what is written there. */
const broken = new Set(['EPIPE', 'EBADF', 'ENXIO']);

/** Settings of {@link GatheredLines}. */
export interface GatheredLinesSettings {
  /** Path of a file; standard output when absent. */
  readonly file?: string | undefined;
  /** Most bytes that wait to be written. @defaultValue 8 MiB */
  readonly maxBuffer?: number | undefined;
}

/**
 * Standard output, or a file: lines are gathered and written together. When nobody reads them they wait, within a limit, and
 * neither the event loop nor the exit of the process waits for them.
 */
export class GatheredLines implements LineDestination {
  private readonly file: string | undefined;
  private descriptor: LineDescriptor;
  private readonly queue: LineQueue;
  private readonly timer: NodeJS.Timeout;
  private retry: NodeJS.Timeout | undefined;
  private retryAfter = pause.first;
  /** What one write did not take. */
  private rest: { readonly bytes: Buffer; readonly ranks: readonly number[] } | undefined;
  private underWay = false;
  private closed = false;
  private nextLook = 0;
  private told = 0;
  private tellLoss: (lost: number) => void = () => undefined;
  private closing: Promise<void> | undefined;

  /** @throws the error of the file system when the file cannot be opened for appending. */
  constructor({ file, maxBuffer = 8_388_608 }: GatheredLinesSettings = {}) {
    this.file = file;
    this.queue = new LineQueue(maxBuffer);
    // Opened at once, so that a wrong path fails the bootstrap and a short run loses no line.
    this.descriptor = openDescriptor(file);
    this.timer = setInterval(() => this.proceed(), flushInterval).unref();
  }

  /** Lines that were given up because too many waited, or because nobody can read any more, by rank. */
  lost(): ReadonlyMap<LineRank, number> {
    return this.queue.lost();
  }

  /** Tells how many lines were lost since the last time, whenever lines can be written again. */
  onRecovery(tell: (lost: number) => void): void {
    this.tellLoss = tell;
  }

  write(line: string, level = 30): void {
    if (this.closed) return this.writeAfterwards(line);
    this.queue.add(line, level);
    if (level >= fatal) this.flushSync(patience.working);
    else if (this.queue.bytes >= gathered) this.proceed();
  }

  /** Writes everything before it returns, unless nobody reads for so many milliseconds. */
  flushSync(milliseconds: number = patience.ending): void {
    if (this.closed) return;
    const until = performance.now() + milliseconds;
    for (;;) {
      const failure = this.writeNow(Number.POSITIVE_INFINITY);
      if (failure === undefined) return;
      if (!isBusy(failure) || performance.now() > until) return this.postpone(failure);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }

  close(): Promise<void> {
    return (this.closing ??= this.finish());
  }

  private async finish(): Promise<void> {
    clearInterval(this.timer);
    const until = performance.now() + lastWrite;
    // Someone waits for this one, so it holds the process.
    while (this.isUnwritten() && performance.now() < until) {
      this.proceed();
      await sleep(2);
    }
    this.flushSync(0);
    clearTimeout(this.retry);
    this.retry = undefined;
    this.closed = true;
    this.queue.lose(this.rest?.ranks ?? []);
    this.queue.clear();
    if (!this.underWay) this.descriptor.close();
  }

  private isUnwritten(): boolean {
    return this.underWay || this.rest !== undefined || this.queue.length > 0;
  }

  private proceed(): void {
    if (this.underWay || this.retry !== undefined) return;
    if (!this.descriptor.immediate) return this.writeElsewhere();
    const failure = this.writeNow(oneTurn);
    if (failure !== undefined) this.postpone(failure);
    else this.recover();
  }

  /** On this thread, up to so many bytes; gives what stood in the way. */
  private writeNow(most: number): unknown {
    for (let left = most; left > 0;) {
      const next = this.rest ?? this.queue.take(oneWrite);
      if (!next) return undefined;
      this.rest = next;
      try {
        const count = writeSync(this.descriptor.fd, next.bytes);
        this.written(count);
        left -= count;
      } catch (error) {
        return error;
      }
    }
    return undefined;
  }

  /** On another thread: a disk may be slow. */
  private writeElsewhere(): void {
    this.followPath();
    const next = this.rest ?? this.queue.take(oneWrite);
    if (!next) return;
    // Not `rest`: what is under way reaches the file even when the process exits meanwhile.
    this.rest = undefined;
    this.underWay = true;
    write(this.descriptor.fd, next.bytes, (error, count) => {
      this.underWay = false;
      if (this.closed) return this.descriptor.close();
      if (error || count < next.bytes.length) this.rest = next;
      if (error) return this.postpone(error);
      if (count < next.bytes.length) this.written(count);
      this.recover();
      if (this.queue.bytes >= gathered || this.rest) this.proceed();
    });
  }

  /** Whoever rotates logs renames or removes the file: from then on lines belong into a new one of the old name. */
  private followPath(): void {
    const { file } = this;
    const now = performance.now();
    if (file === undefined || this.rest || now < this.nextLook) return;
    this.nextLook = now + lookInterval;
    try {
      if (!wasMoved(file, this.descriptor)) return;
      const { descriptor } = this;
      this.descriptor = openDescriptor(file);
      descriptor.close();
    } catch {
      // It goes on where it is, as it would if nobody had looked.
    }
  }

  private recover(): void {
    this.retryAfter = pause.first;
    if (this.queue.lostLines === this.told || this.queue.bytes >= gathered) return;
    const lost = this.queue.lostLines - this.told;
    this.told = this.queue.lostLines;
    this.tellLoss(lost);
  }

  private written(count: number): void {
    const { rest } = this;
    if (!rest) return;
    this.rest =
      count < rest.bytes.length ? { bytes: rest.bytes.subarray(count), ranks: rest.ranks } : undefined;
  }

  /** What failed is tried again, unless nobody will ever read it. */
  private postpone(failure: unknown): void {
    if (broken.has((failure as NodeJS.ErrnoException).code ?? '')) {
      this.queue.lose(this.rest?.ranks ?? []);
      this.rest = undefined;
      this.queue.clear();
      return;
    }
    if (this.retry !== undefined) return;
    const again = (): void => {
      this.retry = undefined;
      this.proceed();
    };
    this.retry = setTimeout(again, this.retryAfter).unref();
    this.retryAfter = Math.min(this.retryAfter * 2, pause.longest);
  }

  private writeAfterwards(line: string): void {
    if (this.file === undefined) process.stdout.write(line);
    else appendFileSync(this.file, line);
  }
}

function isBusy(failure: unknown): boolean {
  const { code } = failure as NodeJS.ErrnoException;
  return code === 'EAGAIN' || code === 'EBUSY';
}
