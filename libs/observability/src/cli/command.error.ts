import type { ExitCode } from './exit-code.js';

/** Ends a command with a message on standard error and a code of its own; no stack is shown. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';

  constructor(
    /** Stable identifier of the failure. */
    readonly code: string,
    readonly exitCode: ExitCode,
    message: string,
  ) {
    super(message);
  }
}
