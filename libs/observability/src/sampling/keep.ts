import { context } from '@opentelemetry/api';
import { keepTrace } from '../core/observed-trace.js';

/**
 * Keeps the trace that runs now, with its debug and info lines, whatever the sampling ratio says. It needs `sampling.tail`;
 * without it, outside a trace, or where a rule says `never`, it does nothing.
 *
 * @example
 * ```ts
 * if (order.total > 10_000) keep();
 * ```
 */
export function keep(): void {
  keepTrace(context.active());
}
