import type { Context } from '@opentelemetry/api';

/** Port: writes log lines whatever the level of the log is; an audit record is never filtered. */
export interface AuditLines {
  write(line: {
    readonly level: 'info' | 'warn';
    readonly message: string;
    readonly fields: Readonly<Record<string, unknown>>;
    readonly context: Context;
  }): void;
}
