import type { Context } from '@opentelemetry/api';
import type { Failure } from '../core/failure.js';

/** Where an exception was met: in observed work, or by Node because nobody caught it. */
export type ExceptionOrigin = 'operation' | 'uncaughtException' | 'unhandledRejection';

/** An exception on the one occasion on which it is recorded. */
export interface RecordedException {
  readonly failure: Failure;
  /** The same for equal errors, over deployments. */
  readonly fingerprint: string;
  /** The context of the innermost observed work. */
  readonly context: Context;
  readonly origin: ExceptionOrigin;
}

/** Hears of each exception once per trace. What it throws is contained by the caller. */
export type ExceptionListener = (exception: RecordedException) => void;
