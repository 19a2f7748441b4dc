import { Logger } from '@nestjs/common';
import { databaseField } from '../core/database-names.js';
import type { CodeLocation } from './application-frame.js';
import type { Statement } from './statement.js';

/** Where a statement came from. */
interface Origin {
  readonly statement: Statement;
  readonly where: CodeLocation | undefined;
  /** `Class.method` of the handler around. */
  readonly handler: string | undefined;
  /** Name of the request or message around. */
  readonly operation: string | undefined;
}

/** A statement that ran again and again. */
export interface RepeatedWarning extends Origin {
  readonly runs: number;
}

/** A statement that took too long. */
export interface SlowWarning extends Origin {
  readonly milliseconds: number;
  readonly rows: number | undefined;
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
  repeated(warning: RepeatedWarning): void {
    const { statement, runs, where, handler, operation } = warning;
    const place = where ? `${where.file}:${where.line}` : (handler ?? operation ?? 'an unknown place');
    if (!this.isDue(`${statement.summary}\n${place}`)) return;
    this.logger.warn(
      { ...describe(warning), [databaseField.count]: runs },
      `N+1: ${statement.summary} ran ${runs} times, one after the other, from ${place}`,
    );
  }

  /** A slow statement; whoever calls bounds how often. */
  slow(warning: SlowWarning): void {
    const { statement, milliseconds, rows, unsaid } = warning;
    this.logger.warn(
      {
        ...describe(warning),
        [databaseField.duration]: Math.round(milliseconds * 1_000) / 1_000,
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

function describe({ statement, where, handler, operation }: Origin): Record<string, string | number> {
  const caller = where?.caller ?? handler;
  return {
    [databaseField.summary]: statement.summary,
    ...(statement.text !== undefined && { [databaseField.text]: statement.text }),
    ...(where && { [databaseField.file]: where.file, [databaseField.line]: where.line }),
    ...(caller !== undefined && { [databaseField.caller]: caller }),
    ...(operation !== undefined && { [databaseField.operation]: operation }),
  };
}
