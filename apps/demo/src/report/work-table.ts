import type { BackgroundWork } from '../metrics/background-work.ts';
import { heading, paint, print } from './terminal.ts';

/** Prints the work that no request waited for. */
export function printWork(works: readonly BackgroundWork[]): void {
  heading(
    'What no request waited for',
    'each run is a trace of its own with a link to the request behind it',
  );
  for (const { work, trigger, succeeded, failed, mean } of works) {
    const runs = `${succeeded} succeeded${failed > 0 ? `, ${paint.bad(`${failed} failed`)}` : ''}`;
    const took = paint.quiet(`mean ${(mean * 1_000).toFixed(1)} ms`);
    print(`  ${work.padEnd(32)}${trigger.padEnd(10)}${runs}  ${took}`);
  }
}
