import type { Context } from '@opentelemetry/api';
import type { LogLine } from '../log-writer.js';

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
  write(line: string): unknown;
  /** The application has closed: what is gathered must be written, and what comes later without gathering. */
  close?(): void | Promise<void>;
  /** Writes what is gathered before it returns. */
  flushSync?(): void;
}

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
  ) {}

  /** For pino. */
  write(line: string): void {
    this.send(line);
    if (this.listeners.length === 0) return;
    this.tell({
      level: this.lastLevel,
      message: this.lastMsg,
      fields: this.lastObj,
      context: this.lastObj[lineContext] as Context | undefined,
    });
  }

  /** For a line that was made without pino; `level` as pino numbers it. */
  writeFinished(line: string, level: number, { message, fields, context }: LogLine): void {
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

  /** For the last moment of the process: writes what the destination still holds before it returns. */
  flushNow(): void {
    this.destination.flushSync?.();
  }

  private send(line: string): void {
    this.destination.write(line);
    if (this.tap?.watched) this.tap.logLineWritten(JSON.parse(line) as Record<string, unknown>);
  }

  private tell(entry: LogEntry): void {
    for (const listener of this.listeners) listener(entry);
  }
}
