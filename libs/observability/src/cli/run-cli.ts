import type { Command, CommandOutput } from './command.js';
import { CommandError } from './command.error.js';
import { exitCode, type ExitCode } from './exit-code.js';
import { commandHelp, commandList } from './help-text.js';
import { parseCommandLine } from './parse-command-line.js';
import { UsageError } from './usage.error.js';

/** What the program is run with. */
export interface CliRun {
  readonly commands: readonly Command[];
  /** The command line behind the program's name. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly output: CommandOutput;
}

/** Finds the command, runs it and gives its exit code. Never rejects: whatever fails becomes a message and a code. */
export async function runCli(run: CliRun): Promise<ExitCode> {
  try {
    return await dispatch(run);
  } catch (thrown) {
    run.output.note(messageOf(thrown));
    return thrown instanceof CommandError ? thrown.exitCode : exitCode.failure;
  }
}

async function dispatch({ commands, args, environment, output }: CliRun): Promise<ExitCode> {
  const command = commands.find(({ name }) => name.split(' ').every((word, at) => args[at] === word));
  const words = args.filter(argument => !argument.startsWith('-'));
  const asked = args.includes('--help') || args.includes('-h') || args[0] === 'help';
  if (command === undefined) return list({ commands, words, asked, output });
  if (asked) {
    output.line(commandHelp(command));
    return exitCode.fine;
  }
  const typed = parseCommandLine(command, args.slice(command.name.split(' ').length));
  return command.run({ ...typed, environment, output });
}

interface Listing {
  readonly commands: readonly Command[];
  readonly words: readonly string[];
  readonly asked: boolean;
  readonly output: CommandOutput;
}

function list({ commands, words, asked, output }: Listing): ExitCode {
  const [first, second] = words[0] === 'help' ? words.slice(1) : words;
  const ofGroup = commands.filter(({ name }) => name.startsWith(`${first} `));
  const listed = ofGroup.length > 0 ? ofGroup : commands;
  const whole = ofGroup.find(({ name }) => name === `${first} ${second}`);
  if (asked || first === undefined) {
    output.line(whole ? commandHelp(whole) : commandList(listed));
    return asked ? exitCode.fine : exitCode.usage;
  }
  const typed = ofGroup.length > 0 && second !== undefined ? `${first} ${second}` : first;
  const problem =
    ofGroup.length > 0 && second === undefined
      ? `'${first}' wants one more word.`
      : `'${typed}' is not a command.`;
  throw new UsageError(`${problem}\n\n${commandList(listed)}`);
}

/** A failure that was foreseen speaks for itself; anything else is a fault, and its stack is what helps to mend it. */
function messageOf(thrown: unknown): string {
  if (thrown instanceof CommandError) return thrown.message;
  if (!(thrown instanceof Error)) return `Failed: ${String(thrown)}`;
  return typeof (thrown as { code?: unknown }).code === 'string'
    ? thrown.message
    : (thrown.stack ?? thrown.message);
}
