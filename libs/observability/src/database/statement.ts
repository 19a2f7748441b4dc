import type { OperationDefinition } from '../core/operation.js';
import type { TransactionCommand } from './transaction-command.js';

/** A statement as it is told: the same object for the same text of one data source. */
export interface Statement {
  readonly summary: string;
  /** Without its values; absent where nobody is to see it. */
  readonly text: string | undefined;
  readonly definition: OperationDefinition;
  readonly command: TransactionCommand | undefined;
  /** Whether it reads and does nothing else: what repeats is an N+1 only then. */
  readonly reads: boolean;
}
