import colors from 'picocolors';

/** Colours by meaning, so that every part of the report speaks the same language. */
export const paint = {
  title: (text: string): string => colors.bold(text),
  quiet: (text: string): string => colors.dim(text),
  good: (text: string): string => colors.green(text),
  warning: (text: string): string => colors.yellow(text),
  bad: (text: string): string => colors.red(text),
  link: (text: string): string => colors.underline(colors.cyan(text)),
  service: (name: string, text = name): string =>
    name === 'orders' ? colors.cyan(text) : colors.magenta(text),
};

/** Whether somebody watches: then lines may be redrawn. */
export const isTerminal = (): boolean => process.stdout.isTTY === true;

/** Writes lines to the report. */
export function print(...lines: string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

/** A heading with space before it. */
export function heading(text: string, remark = ''): void {
  print('', `${paint.title(text)}${remark && `  ${paint.quiet(remark)}`}`);
}

/** A duration that fits into eight columns. */
export function duration(milliseconds: number): string {
  if (Number.isNaN(milliseconds)) return '-';
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}
