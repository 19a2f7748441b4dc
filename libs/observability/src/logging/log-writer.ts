import type { Context } from '@opentelemetry/api';

/** Severities that a recorder uses. */
export type LineLevel = 'info' | 'warn' | 'error' | 'fatal';

/** Marks the fields of a line whose exception a log record of its own carries; symbols are not serialised. */
export const exceptionElsewhere = Symbol('nestjs-observability.exception-elsewhere');

/** One line that is complete: it carries its ids and its secrets are masked. */
export interface LogLine {
  readonly level: LineLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string | symbol, unknown>>;
  /** Ties the log record to its span when the line also leaves by OTLP. */
  readonly context: Context;
}

/** Port: writes finished lines to wherever the application logs. */
export interface LogWriter {
  write(line: LogLine): void;
}
