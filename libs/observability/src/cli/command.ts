import type { ExitCode } from './exit-code.js';

/** One option of a command, as it is parsed and as the help shows it. */
export interface CommandOption {
  /** Placeholder of its value, e.g. `<url>`; a switch has none. */
  readonly value?: string;
  readonly short?: string;
  readonly description: string;
}

/** Where a command writes: standard output for results, standard error for everything else. */
export interface CommandOutput {
  line(text?: string): void;
  /** Waits when the reader is slow. */
  write(text: string): Promise<void>;
  note(text: string): void;
}

/** One call of a command, with its command line already checked. */
export interface CommandCall {
  readonly operands: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly output: CommandOutput;
  text(option: string): string | undefined;
  flag(option: string): boolean;
}

/** One thing that `nestjs-observability` does on the command line. */
export interface Command {
  /** The words that call it, e.g. `audit verify`. */
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Placeholders of what follows the options, e.g. `<event-id>`; in brackets when it may be left out. */
  readonly operands?: readonly string[];
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Paragraphs below the options in its help. */
  readonly notes?: readonly string[];
  run(call: CommandCall): Promise<ExitCode>;
}
