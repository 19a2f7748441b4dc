import type { OtlpTarget } from '../../config/resolved-options.js';
import type { ExportLedger } from '../../core/export-ledger.js';
import type { OtlpHeaders } from '../../observability.options.js';
import type { ExportPipeline } from './export-pipeline.js';
import type { ExportAnswer, ExportBody } from './export-transport.js';
import type { QueuedBatch } from './queued-batch.js';

/** An export that somebody else has to send, because this process ends. */
export interface LastRequest {
  readonly target: OtlpTarget;
  readonly headers: OtlpHeaders;
  readonly body: ExportBody;
  /** Counts what became of it; without an answer it is dropped as `shutdown_deadline`. */
  settle(answer: ExportAnswer | undefined): void;
}

interface Leftover {
  readonly target: OtlpTarget;
  readonly ledger: ExportLedger;
  readonly batch: QueuedBatch;
}

/** Bytes of one application that leave at the last moment: encoding them holds up the end of the process. */
const mostBytes = 4_194_304;

/**
 * Takes what pipelines hold: errors first, then the newest. What is too much, or has no way out - gRPC, a backend that has
 * not answered for a while, headers that were never given - is dropped as `shutdown_deadline`.
 */
export function lastRequestsOf(
  opened: readonly { readonly target: OtlpTarget; readonly pipeline: ExportPipeline }[],
  headersOf: (target: OtlpTarget) => OtlpHeaders | undefined,
): readonly LastRequest[] {
  const left = opened.flatMap(({ target, pipeline }) => {
    if (target.protocol === 'grpc' || pipeline.breaker === 'open' || !headersOf(target)) pipeline.close();
    const { ledger } = pipeline;
    return pipeline.surrender().map((batch): Leftover => ({ target, ledger, batch }));
  });
  left.sort(byImportance);
  let room = mostBytes;
  return left.flatMap(({ target, ledger, batch }) => {
    const headers = headersOf(target);
    const body = batch.bytes <= room ? bodyOf(batch, ledger) : undefined;
    if (!headers || !body || body.bytes.length > room) {
      ledger.dropped('shutdown_deadline', batch.items);
      return [];
    }
    room -= body.bytes.length;
    return [{ target, headers, body, settle: answer => settle(ledger, batch.items, answer) }];
  });
}

function byImportance(one: Leftover, other: Leftover): number {
  const isError = ({ batch }: Leftover): number => Number(batch.lane === 'errors');
  return isError(other) - isError(one) || other.batch.offeredAt - one.batch.offeredAt;
}

/** Uncompressed where there was no time for more: whoever takes gzip takes that too. */
function bodyOf(batch: QueuedBatch, ledger: ExportLedger): ExportBody | undefined {
  if (batch.body) return batch.body;
  if (!batch.source) return undefined;
  try {
    const request = batch.source.encode(true);
    if (request instanceof Promise) return undefined;
    ledger.dropped('serialize_error', batch.items - request.items);
    batch.items = request.items;
    return request.items > 0 ? { bytes: request.bytes, encoding: 'identity' } : undefined;
  } catch {
    ledger.dropped('serialize_error', batch.items);
    batch.items = 0;
    return undefined;
  }
}

function settle(ledger: ExportLedger, items: number, answer: ExportAnswer | undefined): void {
  if (answer?.kind === 'refused') return ledger.dropped('rejected_permanent', items);
  if (answer?.kind !== 'accepted') return ledger.dropped('shutdown_deadline', items);
  const rejected = Math.min(Math.max(answer.rejectedItems ?? 0, 0), items);
  ledger.exported(items - rejected);
  ledger.dropped('rejected_partial', rejected);
}
