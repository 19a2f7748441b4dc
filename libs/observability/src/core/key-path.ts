/** A step of a path: a key, any one key (`*`), or any number of them (`**`). */
export type KeyPathStep = string;

const segment = /^(?:\*\*|\*|[\p{L}\p{N}_$@-]+)$/u;

/**
 * Reads a path such as `customer.iban`, `orders[*].card.number`, `*.pin` or `**.answers["mother's name"]`.
 *
 * @returns what is wrong with it instead, as text
 */
export function parseKeyPath(path: string): readonly KeyPathStep[] | string {
  const steps: KeyPathStep[] = [];
  const parts = /\[(?:(\*|\d{1,9})|"([^"]{1,128})"|'([^']{1,128})')\]|([^.[\]]+)|(\.)/gy;
  let before: 'start' | 'dot' | 'step' = 'start';
  for (let at = 0; at < path.length; at = parts.lastIndex) {
    const part = parts.exec(path);
    if (!part) return `'${path.slice(at, at + 12)}' cannot be read`;
    const [whole, index, double, single, name, dot] = part;
    const problem = misplaced({ dot, name, before, whole });
    if (problem !== undefined) return problem;
    before = dot === undefined ? 'step' : 'dot';
    // Items are no step of a path: `orders[*].card` and `orders.card` are the same.
    if (dot !== undefined || index !== undefined) continue;
    steps.push(double ?? single ?? name ?? '');
  }
  return before === 'step' ? (tooWide(steps) ?? steps) : 'it ends with a dot or says nothing';
}

interface PathPart {
  readonly dot: string | undefined;
  readonly name: string | undefined;
  readonly before: 'start' | 'dot' | 'step';
  readonly whole: string;
}

function misplaced({ dot, name, before, whole }: PathPart): string | undefined {
  if (dot !== undefined) return before === 'step' ? undefined : 'a name is missing at a dot';
  if (name === undefined) return before === 'step' ? undefined : `'${whole}' has no name before it`;
  if (before === 'step') return `a dot is missing before '${name}'`;
  return segment.test(name) ? undefined : `'${name}' is neither a name nor * or **`;
}

function tooWide(steps: readonly KeyPathStep[]): string | undefined {
  if (steps.length > 16) return 'it has more than 16 steps';
  if (steps.every(step => step.startsWith('*'))) return 'it names everything';
  if (steps.some(step => !/[\p{L}\p{N}*]/u.test(step))) return 'a name has neither letters nor digits';
  return steps.filter(step => step === '**').length > 1 ? 'it has more than one **' : undefined;
}
