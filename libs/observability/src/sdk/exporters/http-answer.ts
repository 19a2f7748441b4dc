import type { ExportAnswer } from '../pipeline/export-transport.js';
import { partialSuccessOf, printable } from './partial-success.js';
import { retryAfterOf } from './retry-after.js';

/** An answer over HTTP, its body as far as it was read. */
export interface HttpAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: Uint8Array;
}

/** The statuses that the OTLP specification lets a client try again. */
const transient: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** What an answer means for the batch that was sent. */
export function answerOf(
  { status, retryAfter, body }: HttpAnswer,
  format: 'protobuf' | 'json',
): ExportAnswer {
  if (status >= 200 && status < 300) return { kind: 'accepted', ...partialSuccessOf(body, format) };
  if (status === 413) return { kind: 'too-large' };
  if (status === 401 || status === 403) {
    // Kept, for a token may be rotated.
    return { kind: 'retry', status, reason: `answered ${status}: check the headers of the exporter` };
  }
  const retryAfterMs = retryAfterOf(retryAfter);
  if (transient.has(status)) {
    return {
      kind: 'retry',
      reason: `answered ${status}`,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
  }
  const said = printable(Buffer.from(body).toString('utf8'));
  return { kind: 'refused', status, reason: `answered ${status}${said && `: ${said}`}` };
}
