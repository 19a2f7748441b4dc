/** A word, name or sign of a sanitised statement. */
export interface StatementWord {
  /** Without quotation marks; a qualified name is one word. */
  readonly text: string;
  /** In capitals; empty for a quoted name, which is never a keyword. */
  readonly keyword: string;
  /** Parentheses that are open around it. */
  readonly depth: number;
}

const name = String.raw`"(?:[^"]|"")*"|\x60(?:[^\x60]|\x60\x60)*\x60|\[[^\]]*\]|[\p{L}_#@][\p{L}\p{N}_$#@]*`;
const pattern = new RegExp(String.raw`(?:${name})(?:\s?\.\s?(?:${name}))*|[(),;]`, 'gu');
const mark = /"((?:[^"]|"")*)"|\x60((?:[^\x60]|\x60\x60)*)\x60|\[([^\]]*)\]/g;
const plain = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** Longest statement whose words are looked at; a summary is made of the first of them. */
const longest = 4_096;

/** Splits a sanitised statement. */
export function statementWords(text: string): StatementWord[] {
  const words: StatementWord[] = [];
  let depth = 0;
  for (const [found] of text.slice(0, longest).matchAll(pattern)) {
    if (found === ')') depth = Math.max(0, depth - 1);
    words.push({
      text: found.replace(mark, (_, ...quoted: (string | undefined)[]) => quoted.slice(0, 3).join('')),
      keyword: plain.test(found) ? found.toUpperCase() : found.length === 1 ? found : '',
      depth,
    });
    if (found === '(') depth += 1;
  }
  return words;
}
