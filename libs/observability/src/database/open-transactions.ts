import { trace, type Context, type Span } from '@opentelemetry/api';
import { databaseAttr } from '../core/database-names.js';
import { endOperation, startOperation } from '../core/operation-runner.js';
import type { Dimensions, Operation, OperationDefinition } from '../core/operation.js';
import type { Runtime } from '../core/runtime.js';
import type { TransactionCommand } from './transaction-command.js';

/** How a transaction ended. */
export type TransactionOutcome = 'commit' | 'rollback' | 'unknown';

interface Frame {
  readonly operation: Operation;
  /** The span in which it was begun. */
  readonly origin: Span;
  /** `undefined` for the transaction itself. */
  readonly savepoint: string | undefined;
}

/** What spans of transactions are called. */
export interface TransactionDefinitions {
  readonly transaction: OperationDefinition;
  readonly savepoint: OperationDefinition;
}

/** Transactions of a data source. */
export function transactionDefinitions(dimensions: Dimensions): TransactionDefinitions {
  const common = { type: 'database', kind: 'internal', metrics: false, root: false, dimensions } as const;
  return { transaction: { ...common, name: 'transaction' }, savepoint: { ...common, name: 'savepoint' } };
}

/**
 * The transaction of one query runner with its savepoints, as spans. It follows the statements, so that it does not matter
 * whether TypeORM or the application drives it.
 */
export class OpenTransactions {
  private readonly frames: Frame[] = [];

  constructor(
    private readonly runtime: Runtime,
    private readonly definitions: TransactionDefinitions,
  ) {}

  /**
   * Where a statement belongs: into the transaction while the work that began it goes on, and into a method that is called
   * inside of it. Whoever uses the connection for other work is not in it.
   */
  contextOf(active: Context): Context {
    const frame = this.frames.at(-1);
    return frame && frame.origin === trace.getSpan(active) ? frame.operation.context : active;
  }

  /** Before a statement that controls it. */
  before({ does, savepoint }: TransactionCommand, active: Context): void {
    if (does === 'begin') {
      this.endAll('unknown');
      this.open(active, undefined);
    } else if (does === 'savepoint') this.open(active, savepoint);
  }

  /** When the statement is answered. */
  after({ does, savepoint }: TransactionCommand, succeeded: boolean): void {
    if (does === 'commit' || does === 'rollback') this.endAll(succeeded ? does : 'unknown');
    else if (does === 'begin' || does === 'savepoint') {
      if (!succeeded) this.end('unknown');
    } else this.endSavepoint(savepoint, does === 'release' ? 'commit' : 'rollback');
  }

  /** Ends what is open: the connection was lost, or nobody ended it. */
  endAll(outcome: TransactionOutcome): void {
    while (this.frames.length > 0) this.end(outcome);
  }

  private open(active: Context, savepoint: string | undefined): void {
    const origin = trace.getSpan(active);
    if (!origin) return;
    const definition = savepoint === undefined ? this.definitions.transaction : this.definitions.savepoint;
    const operation = startOperation(this.runtime, definition, this.contextOf(active));
    this.frames.push({ operation, origin, savepoint });
  }

  private endSavepoint(name: string, outcome: TransactionOutcome): void {
    const at = this.frames.findLastIndex(({ savepoint }) => savepoint === name);
    while (at >= 0 && this.frames.length > at) this.end(outcome);
  }

  private end(outcome: TransactionOutcome): void {
    const operation = this.frames.pop()?.operation;
    if (!operation) return;
    operation.dimensions[databaseAttr.transactionOutcome] = outcome;
    endOperation(this.runtime, operation, 'success');
  }
}
