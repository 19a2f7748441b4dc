import type { Operation } from './operation.js';

/** How an exception that ended an operation is told. */
export interface NotedException {
  /** The same for equal errors, over deployments. */
  readonly fingerprint: string;
  /** Whether this is the operation whose span carries it; those around it only have its type. */
  readonly onSpan: boolean;
  /** Whether a log record of its own carries it, so that no other record needs to. */
  readonly inRecord: boolean;
}

/** Port: decides what counts as an error, and where an exception is recorded. */
export interface ExceptionWatch {
  /** Whether the application calls this a part of normal operation. Never throws. */
  expects(thrown: unknown): boolean;
  /** Called before the recorders of an operation that failed; sets its `exception`. Never throws. */
  failed(operation: Operation): void;
}
