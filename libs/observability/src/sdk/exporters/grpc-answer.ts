import type { ServiceError } from '@grpc/grpc-js';
import type { ExportAnswer } from '../pipeline/export-transport.js';
import { fieldsOf } from '../pipeline/protobuf-fields.js';
import { printable } from './partial-success.js';

/** Numbers of the statuses that say something about an export. */
const status = { resourceExhausted: 8, permissionDenied: 7, unauthenticated: 16 } as const;

/** CANCELLED, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, UNAVAILABLE, DATA_LOSS. */
const transient: ReadonlySet<number> = new Set([1, 4, 10, 11, 14, 15]);

/**
 * What a failed call means for the batch that was sent.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#failures
 */
export function grpcAnswer({ code, details, metadata }: ServiceError): ExportAnswer {
  const reason = `answered gRPC status ${code}: ${printable(details)}`;
  const retryAfterMs = retryDelayIn(metadata?.get('grpc-status-details-bin')[0]);
  if (code === status.unauthenticated || code === status.permissionDenied) {
    // Kept, for a token may be rotated.
    const like = code === status.unauthenticated ? 401 : 403;
    return { kind: 'retry', status: like, reason: `${reason}: check the headers of the exporter` };
  }
  if (code === status.resourceExhausted && /larger than max/i.test(details)) return { kind: 'too-large' };
  const isTransient =
    transient.has(code) || (code === status.resourceExhausted && retryAfterMs !== undefined);
  if (!isTransient) return { kind: 'refused', status: code, reason };
  return { kind: 'retry', reason, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** Milliseconds of a `google.rpc.RetryInfo` among the details of a `google.rpc.Status`; never throws. */
function retryDelayIn(details: string | Buffer | undefined): number | undefined {
  if (!details || typeof details === 'string') return undefined;
  try {
    for (const any of fieldsOf(details)) {
      if (any.number !== 3) continue;
      const [url, value] = [fieldIn(any.content, 1), fieldIn(any.content, 2)];
      if (!value || !url || !Buffer.from(url.content).toString().endsWith('google.rpc.RetryInfo')) continue;
      const duration = fieldIn(value.content, 1)?.content ?? new Uint8Array();
      const [seconds, nanos] = [fieldIn(duration, 1)?.value ?? 0, fieldIn(duration, 2)?.value ?? 0];
      return seconds * 1_000 + nanos / 1_000_000;
    }
  } catch {
    // Details that cannot be read say nothing.
  }
  return undefined;
}

function fieldIn(message: Uint8Array, number: number) {
  return [...fieldsOf(message)].find(field => field.number === number);
}
