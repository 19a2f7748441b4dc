import { describeFailure } from '../core/failure.js';

/** How the parts of an error are copied. */
export interface ErrorCopy {
  readonly text: (text: string) => string;
  readonly nested: (value: unknown) => unknown;
}

/** An error as plain data: type, message, stack, `code`, its cause and the errors it gathers. */
export function captureError(error: Error, copy: ErrorCopy): unknown {
  const { type, message, stack } = describeFailure(error);
  const own = (key: string): unknown => Object.getOwnPropertyDescriptor(error, key)?.value as unknown;
  const code = own('code');
  const cause = own('cause');
  const errors = own('errors');
  return {
    type,
    message: copy.text(message),
    ...(stack !== undefined && { stack: copy.text(stack) }),
    ...(typeof code === 'number' && { code }),
    ...(typeof code === 'string' && { code: copy.text(code) }),
    ...(cause !== undefined && { cause: copy.nested(cause) }),
    ...(Array.isArray(errors) && { errors: copy.nested(errors) }),
  };
}
