/**
 * The parameter names of a function as its source has them; a destructured or unreadable one is `undefined`. Read once,
 * at decoration.
 */
export function parameterNames(method: (...args: never[]) => unknown): readonly (string | undefined)[] {
  const source = Function.prototype.toString.call(method);
  const open = source.indexOf('(');
  return open < 0 ? [] : split(source, open + 1).map(name => /^\s*(?:\.\.\.)?\s*([\w$]+)/.exec(name)?.[1]);
}

/** Cuts a parameter list at its own commas, not at those of defaults and patterns. */
function split(source: string, from: number): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = from;
  for (let at = from; at < source.length; at += 1) {
    const character = source.charAt(at);
    if ('([{'.includes(character)) depth += 1;
    if (character === ',' && depth === 0) {
      parts.push(source.slice(start, at));
      start = at + 1;
    }
    if (')]}'.includes(character) && --depth < 0) {
      parts.push(source.slice(start, at));
      break;
    }
  }
  return parts;
}
