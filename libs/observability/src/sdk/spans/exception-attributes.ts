import type { Attributes, Exception } from '@opentelemetry/api';
import { attr } from '../../core/names.js';

interface ExceptionParts {
  readonly code?: string | number;
  readonly name?: string;
  readonly message?: string;
  readonly stack?: string;
}

/** What the SDK notes of an exception that an application records by hand; `undefined` when it says nothing. */
export function exceptionAttributes(exception: Exception): Attributes | undefined {
  if (!exception) return undefined;
  if (typeof exception === 'string') return { [attr.exceptionMessage]: exception };
  const { code, name, message, stack } = exception as ExceptionParts;
  const type = code ? String(code) : name;
  if (!type && !message) return undefined;
  return {
    ...(type && { [attr.exceptionType]: type }),
    ...(message && { [attr.exceptionMessage]: message }),
    ...(stack && { [attr.exceptionStacktrace]: stack }),
  };
}
