import type { ResolvedOptions } from '../config/resolved-options.js';
import type { OperationRecorder } from '../core/operation-recorder.js';
import { OperationLogRecorder } from '../logging/operation-log.recorder.js';
import type { Redactor } from '../redaction/redactor.js';
import { SpanRecorder } from '../tracing/span.recorder.js';
import type { StartedAudit } from './start-audit.js';
import type { StartedLogging } from './start-logging.js';
import type { StartedMetrics } from './start-metrics.js';
import type { StartedSdk } from './start-sdk.js';

/** Of what was started, that which records operations. */
export interface RecordingParts {
  readonly options: ResolvedOptions;
  readonly redactor: Redactor;
  readonly audit: StartedAudit;
  readonly sdk: StartedSdk;
  readonly metrics: StartedMetrics | undefined;
  readonly logging: StartedLogging | undefined;
}

/** Who records the operations of an application, in order: metrics need the span for exemplars, the line comes last. */
export function recordersOf(parts: RecordingParts): OperationRecorder[] {
  const { sdk, metrics, logging, redactor, options, audit } = parts;
  const recorders: OperationRecorder[] = [audit.recorder];
  if (sdk.operationTracer) recorders.push(new SpanRecorder(sdk.operationTracer, redactor));
  if (metrics) recorders.push(metrics.recorder);
  if (logging && options.logging.requestLine) {
    recorders.push(new OperationLogRecorder(logging.lines, redactor));
  }
  return recorders;
}
