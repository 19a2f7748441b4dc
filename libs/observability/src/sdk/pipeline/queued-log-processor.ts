import { SeverityNumber } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { BatchIntake } from './batch-intake.js';
import type { ExportPipeline } from './export-pipeline.js';

/** What a log processor is made of. */
export interface LogProcessorParts {
  readonly intake: BatchIntake<ReadableLogRecord>;
  readonly pipelines: readonly ExportPipeline[];
  /** Milliseconds for what is left when the application ends or asks for a flush. */
  readonly flushTimeoutMs: number;
}

/** Hands log records to the pipelines of their targets; from `error` upwards they leave first and are dropped last. */
export class QueuedLogProcessor implements LogRecordProcessor {
  constructor(private readonly parts: LogProcessorParts) {}

  onEmit(record: ReadableLogRecord): void {
    const isError = (record.severityNumber ?? 0) >= SeverityNumber.ERROR;
    this.parts.intake.add(record, isError ? 'errors' : 'rest');
  }

  /** Resolves when everything that was emitted before is sent, or cannot be sent now. Never rejects. */
  async forceFlush(): Promise<void> {
    const { pipelines, flushTimeoutMs } = this.parts;
    await Promise.all(pipelines.map(pipeline => pipeline.flush(flushTimeoutMs)));
  }

  /** Sends everything within the deadline and ends the pipeline; later records are ignored. Never rejects. */
  async shutdown(): Promise<void> {
    const { intake, pipelines, flushTimeoutMs } = this.parts;
    intake.stop();
    await Promise.all(pipelines.map(pipeline => pipeline.drain(flushTimeoutMs)));
  }
}
