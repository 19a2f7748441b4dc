import type { Logger } from '@opentelemetry/api';
import type { ResolvedOptions } from '../config/resolved-options.js';
import type { FaultLog } from '../core/fault-log.js';
import type { Runtime } from '../core/runtime.js';
import { exceptionRecords } from '../errors/exception-records.js';
import { ExceptionWatcher } from '../errors/exception-watcher.js';
import { LineTrail } from '../errors/line-trail.js';
import { watchProcessErrors } from '../errors/process-errors.js';
import type { ExceptionListener } from '../errors/recorded-exception.js';
import { reportErrors } from '../errors/report-errors.js';
import { uncaughtLine } from '../logging/uncaught-line.js';
import type { Redactor } from '../redaction/redactor.js';
import type { StartedLogging } from './start-logging.js';
import type { StartedMetrics } from './start-metrics.js';

/** What error tracking writes to. */
export interface ErrorExits {
  readonly faults: FaultLog;
  readonly redactor: Redactor;
  readonly logging: StartedLogging | undefined;
  readonly metrics: StartedMetrics | undefined;
  readonly otlpLogger: Logger | undefined;
}

/** The running error tracking of one application. */
export interface StartedErrors {
  readonly watcher: ExceptionWatcher;
  /** Watches for what nobody catches; gives back what ends it. */
  watchProcess(runtime: Runtime): () => void;
}

/** Starts error tracking. Where log records lead nowhere, exceptions stay events of spans whatever was asked for. */
export function startErrors(options: ResolvedOptions, exits: ErrorExits): StartedErrors {
  const { errors } = options;
  const { faults, redactor, logging, metrics, otlpLogger } = exits;
  const signal = otlpLogger ? errors.signal : 'events';
  const watcher = new ExceptionWatcher({
    faults,
    expected: errors.expected,
    signal,
    count: metrics?.countError,
    listeners: [
      ...(otlpLogger && signal !== 'events' ? [exceptionRecords(otlpLogger, redactor)] : []),
      ...reporting(options, exits),
    ],
  });
  return {
    watcher,
    watchProcess: runtime =>
      watchProcessErrors({
        runtime,
        watcher,
        last(exception) {
          logging?.lines.write(uncaughtLine(exception, redactor));
          logging?.output.flushNow();
        },
      }),
  };
}

/** Lines are remembered only where somebody reports errors. */
function reporting(
  { errors, service }: ResolvedOptions,
  { logging, redactor, faults }: ErrorExits,
): ExceptionListener[] {
  if (errors.reporters.length === 0) return [];
  const trail = new LineTrail();
  logging?.output.listen(line => trail.add(line));
  return errors.reporters.map((reporter, index) =>
    reportErrors({ reporter, service, redactor, trail, faults, site: `errors.reporters[${index}]` }),
  );
}
