import progress from 'cli-progress';
import { isTerminal, paint, print } from './terminal.ts';

/** Shows how far the traffic is. */
export interface Progress {
  update(share: number, requests: number): void;
  stop(): void;
}

/** A bar on a terminal; elsewhere a plain line for each fifth of the way. */
export function showProgress(): Progress {
  return isTerminal() ? bar() : lines();
}

function bar(): Progress {
  const single = new progress.SingleBar({
    format: `  ${paint.good('{bar}')} {percentage} %  ${paint.quiet('{requests} requests')}`,
    barCompleteChar: '━',
    barIncompleteChar: '─',
    barsize: 50,
    hideCursor: true,
    fps: 10,
  });
  single.start(100, 0, { requests: 0 });
  return {
    update: (share, requests) => single.update(Math.round(share * 100), { requests }),
    stop: () => single.stop(),
  };
}

function lines(): Progress {
  let fifths = 0;
  return {
    update: (share, requests) => {
      if (Math.floor(share * 5) <= fifths) return;
      fifths = Math.floor(share * 5);
      print(`  ${fifths * 20} %  ${requests} requests`);
    },
    stop: () => undefined,
  };
}
