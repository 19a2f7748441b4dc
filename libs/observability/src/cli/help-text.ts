import type { Command } from './command.js';

const PROGRAM = 'nestjs-observability';

/** The list of commands, optionally of those whose name begins with a word. */
export function commandList(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    `Usage: ${PROGRAM} <command> [options]`,
    '',
    'Commands:',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    `${PROGRAM} <command> --help tells the rest.`,
  ].join('\n');
}

/** Everything about one command. */
export function commandHelp({ name, summary, operands = [], options, notes = [] }: Command): string {
  const all: Command['options'] = { ...options, help: { short: 'h', description: 'Shows this' } };
  const rows = Object.entries(all).map(([option, { value, short, description }]) => ({
    left: `${short ? `-${short}, ` : '    '}--${option}${value ? ` ${value}` : ''}`,
    description,
  }));
  const width = Math.max(...rows.map(({ left }) => left.length));
  return [
    `Usage: ${[PROGRAM, name, ...operands, '[options]'].join(' ')}`,
    '',
    summary,
    '',
    'Options:',
    ...rows.map(({ left, description }) => `  ${left.padEnd(width)}  ${wrapped(description, width + 4)}`),
    ...notes.flatMap(note => ['', wrapped(note, 0)]),
  ].join('\n');
}

const longestLine = 100;

/** Breaks a text between words; lines after the first are indented. */
function wrapped(text: string, indent: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > longestLine) {
      lines.push(line);
      line = word;
    } else line += line === '' ? word : ` ${word}`;
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`);
}
