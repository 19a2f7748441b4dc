import type { DropReason } from '../../core/export-ledger.js';
import type { ExportAnswer } from './export-transport.js';

/** What a watcher may ask a pipeline when something happens. */
export interface WatchedPipeline {
  readonly queuedItems: number;
  readonly queuedBytes: number;
}

/** Hears what happens in a pipeline: for metrics and for the log. Must not throw. */
export interface PipelineWatcher {
  /** Every attempt. */
  answered(answer: ExportAnswer, attempt: { readonly items: number; readonly milliseconds: number }): void;
  /** An attempt that is worth another one. */
  failed(reason: string, pipeline: WatchedPipeline): void;
  /** The first attempt that succeeds after failures. */
  recovered(pipeline: WatchedPipeline): void;
  /** Items that nobody will get; `cause` is what the backend said or what was thrown. */
  dropped(reason: DropReason, items: number, cause?: unknown): void;
}
