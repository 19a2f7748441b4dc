import { context } from '@opentelemetry/api';
import { runtimeFor, type Runtime } from '../core/runtime.js';
import type { ExceptionWatcher } from './exception-watcher.js';
import type { ExceptionOrigin, RecordedException } from './recorded-exception.js';

/** What happens with an exception that nobody caught. */
export interface ProcessErrorsSettings {
  readonly runtime: Runtime;
  readonly watcher: ExceptionWatcher;
  /** Writes what is known, and everything that waits, before it returns: the process ends right after. */
  readonly last: (exception: RecordedException) => void;
}

/**
 * Records exceptions and rejections that nobody handles. It only watches: Node prints them and ends the process as it
 * would without it, and a handler of the application decides as ever.
 *
 * @returns stops watching
 */
export function watchProcessErrors({ runtime, watcher, last }: ProcessErrorsSettings): () => void {
  const watch = (thrown: unknown, origin: ExceptionOrigin): void => {
    const active = context.active();
    // Of several applications the one records it in whose work it happened.
    if (runtimeFor(active, undefined) !== runtime) return;
    runtime.faults.guard('uncaught exceptions', () => last(watcher.uncaught(thrown, origin, active)));
  };
  process.on('uncaughtExceptionMonitor', watch);
  return () => void process.off('uncaughtExceptionMonitor', watch);
}
