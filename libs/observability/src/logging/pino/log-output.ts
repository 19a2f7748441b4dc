import type { Context } from '@opentelemetry/api';
import type { LineSampling } from '../line-sampling.js';
import type { LogLine } from '../log-writer.js';

/** Where the context of a line travels inside its object; symbols are not serialised. */
export const lineContext = Symbol('nestjs-observability.line-context');

/** Marks a line that is evidence, which no sampling holds back. */
export const lineIsEvidence = Symbol('nestjs-observability.line-is-evidence');

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
  write(line: string): unknown;
  /** The application has closed: what is gathered must be written, and what comes later without gathering. */
  close?(): void | Promise<void>;
}

/** From here on nothing is held back; as pino numbers it. */
const warning = 40;

/** Asks pino to leave the object of each line on the stream. */
const metadata = Symbol.for('pino.metadata');

/** The stream behind pino: lines go to the destination, their objects to listeners such as OTLP. */
export class LogOutput {
  readonly [metadata] = true;
  lastLevel = 0;
  lastMsg: string | undefined;
  lastObj: Record<string | symbol, unknown> = {};
  private listeners: readonly LogEntryListener[] = [];

  constructor(
    private readonly destination: LineDestination,
    private readonly tap?: LineTap,
    /** Lets lines below a warning pass; absent, all of them do. */
    private readonly sampling?: LineSampling,
  ) {}

  /** For pino. */
  write(line: string): void {
    if (this.listeners.length === 0 && !this.sampling) {
      this.send(line);
      return;
    }
    const fields = this.lastObj;
    const context = fields[lineContext] as Context | undefined;
    const entry = { level: this.lastLevel, message: this.lastMsg, fields, context };
    if (fields[lineIsEvidence] === true) this.release(line, entry);
    else this.take(line, entry);
  }

  /** For a line that was made without pino; `level` as pino numbers it. */
  writeFinished(line: string, level: number, { message, fields, context }: LogLine): void {
    if (this.sampling) {
      this.take(line, { level, message, fields, context });
      return;
    }
    this.send(line);
    if (this.listeners.length > 0) this.tell({ level, message, fields, context });
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
    const mayWait = this.sampling && entry.level < warning;
    if (!mayWait || this.sampling.passes(entry.context, line.length * 2, release)) release();
  }

  private release(line: string, entry: LogEntry): void {
    this.send(line);
    this.tell(entry);
  }

  private send(line: string): void {
    this.destination.write(line);
    if (this.tap?.watched) this.tap.logLineWritten(JSON.parse(line) as Record<string, unknown>);
  }

  private tell(entry: LogEntry): void {
    for (const listener of this.listeners) listener(entry);
  }
}
