import type { Context } from '@opentelemetry/api';
import { describeFailure } from './failure.js';
import { Operation, type OperationDefinition, type Outcome } from './operation.js';
import type { Runtime } from './runtime.js';

/** Opens an operation: every recorder that cares hears of it, and none can hurt the caller. */
export function startOperation(
  runtime: Runtime,
  definition: OperationDefinition,
  parent: Context,
  prepare?: (operation: Operation) => void,
): Operation {
  const operation = new Operation(definition, parent, runtime.recordersFor(definition));
  prepare?.(operation);
  for (const recorder of operation.recorders) {
    try {
      recorder.start(operation);
    } catch (thrown) {
      runtime.faults.report(`${recorder.signal} recorder`, thrown);
    }
  }
  return operation;
}

/** Closes an operation, once; later calls change nothing. */
export function endOperation(runtime: Runtime, operation: Operation, outcome: Outcome): void {
  if (operation.ended) return;
  operation.ended = true;
  operation.duration = performance.now() - operation.startedAt;
  operation.outcome = outcome;
  // What a database refuses reaches the application as an exception of its own, which is noted where it ends work.
  if (outcome === 'failure' && operation.definition.type !== 'database')
    runtime.exceptions?.failed(operation);
  for (const recorder of operation.recorders) {
    try {
      recorder.end(operation);
    } catch (thrown) {
      runtime.faults.report(`${recorder.signal} recorder`, thrown);
    }
  }
}

/** Closes an operation with what was thrown; an expected refusal is not a failure. */
export function failOperation(runtime: Runtime, operation: Operation, thrown: unknown): void {
  if (operation.ended) return;
  const failure = describeFailure(thrown);
  operation.failure = failure;
  const expected = failure.expected || runtime.exceptions?.expects(thrown) === true;
  endOperation(runtime, operation, expected ? 'rejected' : 'failure');
}
