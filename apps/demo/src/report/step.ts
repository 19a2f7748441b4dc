import { duration, isTerminal, paint, print } from './terminal.ts';

/** Shows a piece of work while it runs, and how long it took when it is done. */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  if (isTerminal()) process.stdout.write(`  ${paint.quiet('·')} ${title}`);
  const finish = (mark: string): void => {
    if (isTerminal()) process.stdout.write('\r\x1b[2K');
    print(`  ${mark} ${title} ${paint.quiet(duration(performance.now() - started))}`);
  };
  try {
    const result = await work();
    finish(paint.good('✔'));
    return result;
  } catch (error) {
    finish(paint.bad('✘'));
    throw error;
  }
}
