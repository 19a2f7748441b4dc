import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { describeFailure } from '../../core/failure.js';
import type { ExportAnswer, ExportBody, ExportTransport } from './export-transport.js';

/** Without the request in which a batch happens to fill up, and without spans of its own requests. */
const quiet = suppressTracing(ROOT_CONTEXT);
/** A transport that keeps its word answers before this is over, in milliseconds. */
const grace = 500;

/** One attempt, by a transport that may also be somebody else's: one that throws or never settles gives `retry`. */
export async function attempt(
  transport: ExportTransport,
  body: ExportBody,
  timeoutMs: number,
): Promise<ExportAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<ExportAnswer>(resolve => {
    const reason = `not answered within ${timeoutMs} ms`;
    timer = setTimeout(() => resolve({ kind: 'retry', reason }), timeoutMs + grace).unref();
  });
  const sent = context.with(quiet, async () => transport.send(body, timeoutMs));
  try {
    return await Promise.race([sent, late]);
  } catch (thrown) {
    const { type, message } = describeFailure(thrown);
    return { kind: 'retry', reason: `${type}: ${message}` };
  } finally {
    clearTimeout(timer);
  }
}
