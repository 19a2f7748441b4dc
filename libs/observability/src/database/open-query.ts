import type { Operation } from '../core/operation.js';
import type { RepeatedRun } from './repeated-statements.js';
import type { Statement } from './statement.js';

/** A statement that was sent and not answered. */
export interface OpenQuery {
  readonly query: string;
  /** Never read: who they are says which of two equal statements is answered. */
  readonly parameters: unknown;
  readonly statement: Statement;
  readonly operation: Operation;
  readonly repeated: RepeatedRun | undefined;
}

/** Statements of one query runner that nobody answers; more are given up, oldest first. */
const most = 1_000;

/** The open statements of one query runner: TypeORM's two events of a statement have nothing else in common. */
export class OpenQueries {
  private readonly open: OpenQuery[] = [];

  /** @returns what has to be given up for it */
  add(query: OpenQuery): OpenQuery | undefined {
    this.open.push(query);
    return this.open.length > most ? this.open.shift() : undefined;
  }

  /** Takes out the oldest one with this text and these parameters: a connection answers in the order in which it was asked. */
  take(query: string, parameters: unknown): OpenQuery | undefined {
    const at = this.open.findIndex(each => each.parameters === parameters && each.query === query);
    return at < 0 ? undefined : at === 0 ? this.open.shift() : this.open.splice(at, 1)[0];
  }
}
