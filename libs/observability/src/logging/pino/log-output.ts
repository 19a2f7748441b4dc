import type { Context } from '@opentelemetry/api';

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
export type LogEntryListener = (entry: LogEntry, line: string) => void;

/** What pino writes to. */
export interface LineDestination {
  write(line: string): unknown;
  /** The application has closed: what is gathered must be written, and what comes later without gathering. */
  close?(): void;
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

  constructor(private readonly destination: LineDestination) {}

  write(line: string): void {
    this.destination.write(line);
    if (this.listeners.length === 0) return;
    const entry: LogEntry = {
      level: this.lastLevel,
      message: this.lastMsg,
      fields: this.lastObj,
      context: this.lastObj[lineContext] as Context | undefined,
    };
    for (const listener of this.listeners) listener(entry, line);
  }

  /** Starts listening; the result stops it. */
  listen(listener: LogEntryListener): () => void {
    this.listeners = [...this.listeners, listener];
    return () => {
      this.listeners = this.listeners.filter(other => other !== listener);
    };
  }

  /** Writes what the destination still holds, without waiting, and from here on every line at once. */
  close(): void {
    this.listeners = [];
    const { close } = this.destination;
    close?.call(this.destination);
  }
}
