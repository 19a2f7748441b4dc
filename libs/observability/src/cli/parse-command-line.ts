import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import type { Command, CommandCall } from './command.js';
import { UsageError } from './usage.error.js';

/** What was typed after the name of a command. */
export type ParsedCommandLine = Pick<CommandCall, 'operands' | 'text' | 'flag'>;

/**
 * Reads the arguments of a command.
 *
 * @throws UsageError for an unknown option, a missing value, or too few or too many operands
 */
export function parseCommandLine(command: Command, args: readonly string[]): ParsedCommandLine {
  const { values, positionals } = parsed(command, args);
  const wanted = command.operands ?? [];
  const required = wanted.filter(operand => !operand.startsWith('['));
  const missing = required[positionals.length];
  if (missing !== undefined) throw new UsageError(`${command.name}: ${missing} is missing.`);
  const surplus = positionals[wanted.length];
  if (surplus !== undefined) {
    throw new UsageError(`${command.name}: '${surplus}' is one argument too many.`);
  }
  return {
    operands: positionals,
    text: option => (typeof values[option] === 'string' ? values[option] : undefined),
    flag: option => values[option] === true,
  };
}

function parsed(command: Command, args: readonly string[]) {
  const options: ParseArgsOptionsConfig = { help: { type: 'boolean', short: 'h' } };
  for (const [name, { value, short }] of Object.entries(command.options)) {
    options[name] = { type: value === undefined ? 'boolean' : 'string', ...(short && { short }) };
  }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (thrown) {
    // Node's first sentence says what is wrong; the rest is about its API.
    const [sentence] = (thrown as Error).message.split(/\. (?=To )|\n/);
    throw new UsageError(`${command.name}: ${sentence}.`.replace(/\.\.$/, '.'));
  }
}
