import type { Context } from '@opentelemetry/api';
import type { LineSampling } from '../line-sampling.js';
import type { LogLine } from '../log-writer.js';
import { LINE_RANKS } from './line-queue.js';
import { withEscapes } from './visible-characters.js';

/** Where the context of a line travels inside its object; symbols are not serialised. */
export const lineContext = Symbol('nestjs-observability.line-context');

/** A line as an object, after redaction: never parsed back from what was serialised. */
export interface LogEntry {
  readonly level: number;
  readonly message: string | undefined;
  readonly fields: Readonly<Record<string | symbol, unknown>>;
  readonly context: Context | undefined;
}

/** Receives every entry beside the destination. */
export type LogEntryListener = (entry: LogEntry) => void;

/** Watches lines from inside the process; they are parsed for it, so only while it is `watched`. */
export interface LineTap {
  readonly watched: boolean;
  logLineWritten(line: Record<string, unknown>): void;
}

/** What pino writes to. */
export interface LineDestination {
  /** `level` as pino numbers it. */
  write(line: string, level: number): unknown;
  /** What is gathered must be written before this returns, as far as somebody reads it. */
  flushSync?(): void;
  /** Lines that were given up so far, by rank. */
  lost?(): ReadonlyMap<string, number>;
  /** Tells how many lines were lost, whenever lines can be written again. */
  onRecovery?(tell: (lost: number) => void): void;
  /** The application has closed: what is gathered must be written, and what comes later without gathering. */
  close?(): void | Promise<void>;
}

/** From here on nothing is held back; as pino numbers it. */
const warning = 40;
/** What is kept when lines have to be given up, as pino numbers it: that of an error. */
const urgent = 50;

/** Asks pino to leave the object of each line on the stream. */
const metadata = Symbol.for('pino.metadata');

/** The stream behind pino: lines go to the destination, their objects to listeners such as OTLP. */
export class LogOutput {
  readonly [metadata] = true;
  lastLevel = 0;
  lastMsg: string | undefined;
  lastObj: Record<string | symbol, unknown> = {};
  private listeners: readonly LogEntryListener[] = [];
  private leastUrgency = 0;

  constructor(
    private readonly destination: LineDestination,
    private readonly tap?: LineTap,
    /** Lets lines below a warning pass; absent, all of them do. */
    private sampling?: LineSampling | undefined,
  ) {}

  /** For pino. */
  write(line: string): void {
    if (this.listeners.length === 0 && !this.sampling) {
      this.send(line, this.lastLevel);
      return;
    }
    const fields = this.lastObj;
    const context = fields[lineContext] as Context | undefined;
    this.take(line, { level: this.lastLevel, message: this.lastMsg, fields, context });
  }

  /** For a line that was made without pino; `level` as pino numbers it. */
  writeFinished(line: string, level: number, { message, fields, context }: LogLine): void {
    if (this.sampling) {
      this.take(line, { level, message, fields, context });
      return;
    }
    this.send(line, level);
    if (this.listeners.length > 0) this.tell({ level, message, fields, context });
  }

  /** The same stream for lines that are evidence: no sampling holds them back, and when lines have to be given up, these are kept like errors. */
  forEvidence(): LogOutput {
    const evidence = Object.create(this) as LogOutput;
    evidence.leastUrgency = urgent;
    evidence.sampling = undefined;
    return evidence;
  }

  /** Lines that the destination gave up so far, by rank. */
  lost(): ReadonlyMap<string, number> {
    return this.destination.lost?.() ?? new Map(LINE_RANKS.map(rank => [rank, 0]));
  }

  /** Writes what the destination still holds before it returns; waits half a second at most for whoever reads. */
  flushNow(): void {
    this.destination.flushSync?.();
  }

  /** Starts listening; the result stops it. */
  listen(listener: LogEntryListener): () => void {
    this.listeners = [...this.listeners, listener];
    return () => {
      this.listeners = this.listeners.filter(other => other !== listener);
    };
  }

  /** Writes what the destination still holds, and from then on every line at once. Never takes longer than a second. */
  async close(): Promise<void> {
    this.listeners = [];
    const { close } = this.destination;
    await close?.call(this.destination);
  }

  private take(line: string, entry: LogEntry): void {
    const release = (): void => this.release(line, entry);
    const sampling = entry.level < warning ? this.sampling : undefined;
    if (!sampling || sampling.passes(entry.context, line.length * 2, release)) release();
  }

  private release(line: string, entry: LogEntry): void {
    this.send(line, entry.level);
    this.tell(entry);
  }

  private send(line: string, level: number): void {
    this.destination.write(withEscapes(line), Math.max(level, this.leastUrgency));
    if (this.tap?.watched) this.tap.logLineWritten(JSON.parse(line) as Record<string, unknown>);
  }

  private tell(entry: LogEntry): void {
    for (const listener of this.listeners) listener(entry);
  }
}
