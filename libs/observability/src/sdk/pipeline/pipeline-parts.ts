import type { ExportLedger } from '../../core/export-ledger.js';
import type { PaceTiming } from './attempt-pace.js';
import type { ExportTransport } from './export-transport.js';
import type { PipelineWatcher } from './pipeline-watcher.js';
import type { RequestFormat } from './request-body.js';

/** Bounds of a pipeline. */
export interface PipelineLimits {
  /** Bytes that batches may take altogether, compressed ones as they are. */
  readonly maxBytes: number;
  /** Milliseconds that a batch is kept. */
  readonly maxAgeMs: number;
  /** Requests that may be open at once. */
  readonly maxParallel: number;
  /** Milliseconds for one attempt, the body of the answer included. */
  readonly attemptMs: number;
  /** Only the newest batch is worth sending: what is offered replaces what waits. */
  readonly newestOnly?: boolean;
}

/** Where items become batches: asked for what it holds when everything has to leave. */
export interface BatchSource {
  /** Items that it holds. */
  readonly length: number;
  /** Offers them. */
  seal(): void;
}

/** What a pipeline is made of. */
export interface PipelineParts {
  readonly transport: ExportTransport;
  readonly ledger: ExportLedger;
  readonly limits: PipelineLimits;
  readonly compression: 'gzip' | 'none';
  /** How requests are encoded; needed to halve one that is too large. */
  readonly format: RequestFormat;
  readonly watcher?: PipelineWatcher;
  readonly timing?: PaceTiming;
}
