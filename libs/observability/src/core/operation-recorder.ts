import type { Context } from '@opentelemetry/api';
import type { Operation, OperationDefinition } from './operation.js';

/**
 * The signals, in the order in which their recorders run: the id of an audit record belongs on the span that ends after it,
 * metrics need the span for exemplars, logs for correlation.
 */
export const signalOrder = ['audit', 'span', 'metrics', 'log'] as const;

/** One kind of telemetry. */
export type Signal = (typeof signalOrder)[number];

/** Port: turns operations into one signal. Recorders know nothing of one another; what they throw is contained. */
export interface OperationRecorder {
  readonly signal: Signal;
  /** Whether operations of this definition concern the recorder; asked once per definition. */
  observes(definition: OperationDefinition): boolean;
  /**
   * Whether there would be nothing to record under this parent. When every recorder says so, a decorated method runs
   * as if it were not decorated.
   */
  idle(definition: OperationDefinition, parent: Context): boolean;
  /** May extend `operation.context`. */
  start(operation: Operation): void;
  end(operation: Operation): void;
}
