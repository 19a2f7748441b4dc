import type { HistoryLine, OrderHistory } from '../audit/order-story.ts';
import { paint, print } from './terminal.ts';

const WIDTHS = { clock: 14, actor: 14, action: 22, outcome: 10 } as const;
/** Longer changes would leave the screen. */
const CHANGE_WIDTH = 38;

/** Prints what happened to an order, as its auditor reads it. */
export function printHistory({ lines }: OrderHistory): void {
  const { clock, actor, action, outcome } = WIDTHS;
  print(
    paint.quiet(
      `  ${'time'.padEnd(clock)}${'who'.padEnd(actor)}${'action'.padEnd(action)}${'outcome'.padEnd(outcome)}what`,
    ),
  );
  for (const line of lines) {
    const [first = '', ...more] = facts(line);
    print(
      `  ${paint.quiet(line.at.slice(11, 23).padEnd(clock))}${line.actor.replace(/^user /, '').padEnd(actor)}` +
        `${line.action.padEnd(action)}${coloured(line.outcome)}${first}`,
    );
    const indent = ' '.repeat(2 + clock + actor + action + outcome);
    print(...more.map(fact => indent + fact));
  }
}

function coloured(outcome: string): string {
  const text = outcome.padEnd(WIDTHS.outcome);
  if (outcome === 'success') return paint.good(text);
  return outcome === 'unknown' ? paint.quiet(text) : paint.warning(text);
}

function facts({ changes, reason, problem, evidence }: HistoryLine): string[] {
  return [
    ...changes.map(({ path, before, after }) => `${path.slice(1)}: ${changed(before, after)}`),
    ...(reason === undefined ? [] : [`"${reason}"`]),
    ...(problem === undefined ? [] : [problem]),
    ...(evidence.atomicity === 'attempt' ? [paint.quiet('announced before it was tried')] : []),
  ];
}

function changed(before: unknown, after: unknown): string {
  const text = before === undefined || before === null ? show(after) : `${show(before)} -> ${show(after)}`;
  return text.length > CHANGE_WIDTH ? `${text.slice(0, CHANGE_WIDTH - 1)}…` : text;
}

function show(value: unknown): string {
  if (value === undefined) return '(gone)';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
