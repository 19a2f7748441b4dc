/** Most repetitions that a quantifier without an end of its own may try. */
const longest = 256;

interface Atom {
  /** Characters that it can begin with, as a pattern of one character; `undefined` for what takes none. */
  readonly characters: RegExp | undefined;
  readonly least: number;
  readonly most: number;
}

interface Group {
  varies: boolean;
  readonly atoms: Atom[];
}

/** Why a pattern is refused. */
export class UnboundedPatternError extends Error {}

const sample = [...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)), 'é', 'я', '字'];

/**
 * A pattern that takes time in proportion to the text: quantifiers without an end get one of 256 repetitions, and a pattern
 * that can match the same text in many ways is refused - a repeated group in which something varies, references back, and two
 * repetitions of the same characters side by side.
 *
 * @throws {UnboundedPatternError} what stands in the way
 */
export function boundedPattern(pattern: RegExp): RegExp {
  const { source } = pattern;
  const flags = [...new Set(`${pattern.flags.replace(/[yd]/g, '')}g`)].join('');
  const tokens =
    /\\[pPuxck](?:\{[^}]*\}|<[^>]*>|[0-9a-fA-F]{2,4})?|\\[^]|\[(?:\\[^]|[^\]\\])*\]|\(\?(?:<?[=!]|:|<\w+>)|[()|]|[*+?]\??|\{\d+(?:,\d*)?\}\??|[^]/gy;
  const open: Group[] = [{ varies: false, atoms: [] }];
  let closed: Group | undefined;
  let written = '';
  for (const [token] of source.matchAll(tokens)) {
    const group = open.at(-1) as Group;
    const range = rangeOf(token);
    if (range && written !== '') {
      const last = group.atoms.pop();
      if (closed && closed.varies && range.most > 1)
        throw new UnboundedPatternError('it repeats a group in which something varies');
      if (last) group.atoms.push({ ...last, least: last.least * range.least, most: last.most * range.most });
      if (range.least !== range.most) group.varies = true;
      checkNeighbours(group.atoms);
      written += range.text;
      closed = undefined;
      continue;
    }
    closed = undefined;
    written += token;
    if (token.startsWith('(')) open.push({ varies: false, atoms: [] });
    else if (token === ')') {
      closed = open.pop() as Group;
      const outer = open.at(-1);
      if (!outer) throw new UnboundedPatternError('its brackets do not match');
      outer.varies ||= closed.varies;
      outer.atoms.push(...closed.atoms);
    } else if (token === '|') {
      group.varies = true;
      group.atoms.length = 0;
    } else if (/^\\(?:[1-9]|k)/.test(token)) {
      throw new UnboundedPatternError('it refers back to what it matched');
    } else if (!/^(?:\^|\$|\\b|\\B)$/.test(token)) {
      group.atoms.push({ characters: oneOf(token, flags), least: 1, most: 1 });
    }
  }
  return new RegExp(written, flags);
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly text: string;
}

function rangeOf(token: string): Range | undefined {
  const lazy = token.length > 1 && token.endsWith('?') ? '?' : '';
  const [, from, comma, to] = /^\{(\d+)(,?)(\d*)\}/.exec(token) ?? [];
  if (from !== undefined) {
    const least = Number(from);
    const most = comma === '' ? least : to === '' ? Math.max(least, longest) : Number(to);
    if (most > 4_096) throw new UnboundedPatternError('it repeats something more than 4096 times');
    return { least, most, text: comma === '' ? token : `{${least},${most}}${lazy}` };
  }
  if (token === '?' || token === '??') return { least: 0, most: 1, text: token };
  if (/^[*+]/.test(token)) {
    const least = token.startsWith('+') ? 1 : 0;
    return { least, most: longest, text: `{${least},${longest}}${lazy}` };
  }
  return undefined;
}

/** Two long repetitions of the same characters, with nothing between them that must be another, try all ways to share a text. */
function checkNeighbours(atoms: readonly Atom[]): void {
  const last = atoms.at(-1);
  if (!last || last.most - last.least < 8) return;
  for (let at = atoms.length - 2; at >= 0; at -= 1) {
    const before = atoms[at] as Atom;
    const shares = overlap(before.characters, last.characters);
    if (shares && before.most - before.least >= 8)
      throw new UnboundedPatternError('it repeats the same characters twice, side by side');
    if (!shares && before.least > 0) return;
  }
}

const overlap = (one: RegExp | undefined, other: RegExp | undefined): boolean =>
  one === undefined || other === undefined || sample.some(it => one.test(it) && other.test(it));

function oneOf(token: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${token})$`, flags.replace('g', ''));
  } catch {
    return undefined;
  }
}
