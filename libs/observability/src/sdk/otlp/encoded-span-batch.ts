import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { OfferedBatch, PlainRequest } from '../pipeline/export-batch.js';
import type { OpenBatch } from '../pipeline/open-batch.js';
import { pendingIn } from '../pipeline/pending-resource.js';
import { exportRequest, SpanEncoder, type EncodedSpans } from './encoded-spans.js';

/** Spans that are encoded one by one when they end; nothing else of them is kept. */
export class EncodedSpanBatch implements OpenBatch<ReadableSpan> {
  private readonly encoder = new SpanEncoder();

  get length(): number {
    return this.encoder.length;
  }

  get bytes(): number {
    return this.encoder.bytes;
  }

  fits(span: ReadableSpan): boolean {
    return this.encoder.fits(span);
  }

  add(span: ReadableSpan): void {
    this.encoder.add(span);
  }

  take(): Omit<OfferedBatch, 'lane'> | undefined {
    const { bytes } = this.encoder;
    const spans = this.encoder.take();
    return spans && { items: spans.length, size: bytes, encode: atOnce => requestOf(spans, atOnce) };
  }
}

function requestOf(spans: EncodedSpans, atOnce?: boolean): PlainRequest | Promise<PlainRequest> {
  const request = (): PlainRequest => ({ bytes: exportRequest(spans), items: spans.length });
  const pending = atOnce === true ? undefined : pendingIn(spans.resource);
  return pending ? pending.then(request) : request();
}
