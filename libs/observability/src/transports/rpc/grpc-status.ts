import { readOwnData } from '../../core/untrusted-read.js';
import { messageErrorOf } from '../../core/message-exception.js';

/** The names of the status codes, by their numbers. */
const names: readonly string[] = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

/** The name of a status code; one that gRPC does not know is `UNKNOWN`, as it is for the caller. */
export function grpcStatusName(code: unknown): string {
  return (typeof code === 'number' ? names[code] : undefined) ?? 'UNKNOWN';
}

/** The status with which Nest answers what a handler threw. */
export function grpcStatusOf(thrown: unknown): string {
  const made = messageErrorOf(thrown);
  return grpcStatusName(readOwnData(made ? made.error : thrown, 'code'));
}
