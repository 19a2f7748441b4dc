/**
 * The parameter names of a function as its source has them; a destructured or unreadable one is `undefined`. Read once,
 * at decoration.
 */
export function parameterNames(method: (...args: never[]) => unknown): readonly (string | undefined)[] {
  return parametersIn(Function.prototype.toString.call(method));
}

/** The same for a source that begins with the function. */
export function parametersIn(source: string): readonly (string | undefined)[] {
  const open = source.indexOf('(');
  return open < 0 ? [] : split(source, open + 1).map(name => /^\s*(?:\.\.\.)?\s*([\w$]+)/.exec(name)?.[1]);
}

/** Cuts a parameter list at its own commas, not at those of defaults and patterns. */
function split(source: string, from: number): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = from;
  for (let at = from; at < source.length; at += 1) {
    at = afterText(source, at);
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

/** Texts and comments may hold commas and brackets that mean nothing; a template with code inside counts as a text. */
const textOrComment = /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|`(?:[^`\\]|\\[^])*`|\/\*[^]*?\*\/|\/\/.*/y;

/** The position behind the texts and comments that start here. */
function afterText(source: string, at: number): number {
  const pattern = new RegExp(textOrComment);
  pattern.lastIndex = at;
  return pattern.test(source) ? afterText(source, pattern.lastIndex) : at;
}
