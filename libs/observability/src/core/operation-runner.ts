import type { Context } from '@opentelemetry/api';
import { describeFailure } from './failure.js';
import { Operation, type OperationDefinition, type OperationType, type Outcome } from './operation.js';
import type { Runtime } from './runtime.js';

const outgoing: ReadonlySet<OperationType> = new Set(['database', 'http-client']);

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
  // What a call of another service, or of a database, failed with is an error of whatever it fails, and of nobody where that copes.
  if (outcome === 'failure' && !outgoing.has(operation.definition.type))
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
