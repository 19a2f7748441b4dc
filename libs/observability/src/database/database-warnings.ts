import { Logger } from '@nestjs/common';
import { databaseField } from '../core/database-names.js';
import type { CodeLocation } from './application-frame.js';
import type { Statement } from './statement.js';

/** A statement that ran again and again. */
export interface RepeatedWarning {
  readonly statement: Statement;
  readonly runs: number;
  readonly where: CodeLocation | undefined;
  /** Name of the request or message around. */
  readonly operation: string | undefined;
}

/** A statement that took too long. */
export interface SlowWarning {
  readonly statement: Statement;
  readonly milliseconds: number;
  readonly rows: number | undefined;
  readonly where: CodeLocation | undefined;
  readonly operation: string | undefined;
  /** Slow runs of it since its last line. */
  readonly unsaid: number;
}

/** A place that has been told of is told of again once this many milliseconds have passed. */
const interval = 60_000;
/** Places that are remembered. */
const maxPlaces = 500;

/** Writes warnings about statements through Nest's logger, inside of the work that they belong to. */
export class DatabaseWarnings {
  private readonly logger = new Logger('Database');
  private readonly next = new Map<string, number>();

  /** One line a minute for each place: every request to an endpoint has the same N+1. */
  repeated({ statement, runs, where, operation }: RepeatedWarning): void {
    const at = where ? `${where.file}:${where.line}` : 'an unknown place';
    if (!this.isDue(`${statement.summary}\n${where ? at : (operation ?? '')}`)) return;
    this.logger.warn(
      {
        ...describe(statement, where, operation),
        [databaseField.count]: runs,
      },
      `N+1: ${statement.summary} ran ${runs} times, one after the other, from ${at}`,
    );
  }

  /** A slow statement; whoever calls bounds how often. */
  slow({ statement, milliseconds, rows, where, operation, unsaid }: SlowWarning): void {
    const rounded = Math.round(milliseconds * 1_000) / 1_000;
    this.logger.warn(
      {
        ...describe(statement, where, operation),
        [databaseField.duration]: rounded,
        ...(rows !== undefined && { [databaseField.rows]: rows }),
        ...(unsaid > 0 && { [databaseField.count]: unsaid }),
      },
      `Slow query: ${statement.summary} took ${Math.round(milliseconds)} ms`,
    );
  }

  private isDue(place: string): boolean {
    const now = performance.now();
    if (now < (this.next.get(place) ?? 0)) return false;
    this.next.delete(place);
    if (this.next.size >= maxPlaces) {
      const [oldest] = this.next.keys();
      if (oldest !== undefined) this.next.delete(oldest);
    }
    this.next.set(place, now + interval);
    return true;
  }
}

function describe(
  { summary, text }: Statement,
  where: CodeLocation | undefined,
  operation: string | undefined,
): Record<string, string | number> {
  return {
    [databaseField.summary]: summary,
    [databaseField.text]: text,
    ...(where && { [databaseField.file]: where.file, [databaseField.line]: where.line }),
    ...(where?.caller !== undefined && { [databaseField.caller]: where.caller }),
    ...(operation !== undefined && { [databaseField.operation]: operation }),
  };
}
