import { CommandError } from './command.error.js';
import { exitCode } from './exit-code.js';

/** The command line cannot be understood; the message says what to write instead. */
export class UsageError extends CommandError {
  override readonly name = 'UsageError';

  constructor(message: string) {
    super('CLI_USAGE', exitCode.usage, message);
  }
}
