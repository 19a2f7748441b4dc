import { context } from '@opentelemetry/api';
import { databaseAttr } from '../core/database-names.js';
import type { Operation } from '../core/operation.js';
import { applicationFrame } from './application-frame.js';
import type { DatabaseWarnings } from './database-warnings.js';
import type { Statement } from './statement.js';
import { handlerAround, workAround } from './work-around.js';

/** One statement has at most one line in this many milliseconds: when a database is slow, every statement is. */
const interval = 1_000;

/** Writes a line for statements that took too long. Where they come from is looked up only then. */
export class SlowQueries {
  private readonly seen = new WeakMap<Statement, { next: number; unsaid: number }>();

  /** @param threshold milliseconds from which on a statement is slow */
  constructor(
    private readonly threshold: number,
    private readonly warnings: DatabaseWarnings,
  ) {}

  /** Notes the end of a statement; to be called in the turn in which its caller goes on. */
  ended(statement: Statement, operation: Operation): void {
    if (operation.duration < this.threshold) return;
    const now = performance.now();
    const last = this.seen.get(statement);
    if (last && now < last.next) {
      last.unsaid += 1;
      return;
    }
    this.seen.set(statement, { next: now + interval, unsaid: 0 });
    const rows = operation.details[databaseAttr.dbResponseReturnedRows];
    const where = applicationFrame();
    const warning = {
      statement,
      milliseconds: operation.duration,
      rows: typeof rows === 'number' ? rows : undefined,
      where,
      handler: handlerAround(operation.parent),
      operation: workAround(operation.parent),
      unsaid: last?.unsaid ?? 0,
    };
    context.with(operation.parent, () => this.warnings.slow(warning));
  }
}
