import type { Failure } from '../core/failure.js';
import type { Redactor } from '../redaction/redactor.js';

/** A failure as a field of a line: in full, with stack and cause, and its secrets masked. */
export function describeError(
  failure: Failure,
  fingerprint: string | undefined,
  redactor: Redactor,
): Record<string, unknown> {
  const copy = redactor.value(failure.thrown);
  return {
    type: failure.type,
    message: redactor.text(failure.message),
    ...(typeof copy === 'object' && copy !== null && copy),
    ...(fingerprint !== undefined && { fingerprint }),
  };
}
