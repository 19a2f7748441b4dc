/**
 * Splits the value of a list header at its commas, the last entry first, because that is the one the nearest proxy wrote. Quoted
 * commas do not count. Read from the right, what a client wrote before them - a quote that never ends, say - cannot swallow the
 * entries of the proxies.
 */
export function* entriesFromRight(header: string): Generator<string> {
  let end = header.length;
  let quoted = false;
  for (let at = header.length - 1; at >= 0; at -= 1) {
    const character = header.charCodeAt(at);
    if (character === quote && !(quoted && isEscaped(header, at))) quoted = !quoted;
    else if (character === comma && !quoted) {
      yield header.slice(at + 1, end);
      end = at;
    }
  }
  yield header.slice(0, end);
}

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(at - 1 - slashes) === backslash) slashes += 1;
  return slashes % 2 === 1;
}

/** What one proxy says in `Forwarded`. */
export interface ForwardedElement {
  readonly for: string | undefined;
  readonly proto: string | undefined;
  readonly host: string | undefined;
}

const pair = /^\s*(for|proto|host|by)=(?:"((?:[^"\\]|\\.)*)"|([^\s";,]*))\s*$/i;

/** Reads one element, `for=192.0.2.60;proto=https;host=example.com`; an unknown parameter is skipped, of two the first counts. */
export function readElement(text: string): ForwardedElement {
  const found = new Map<string, string>();
  // Quotes of the parameters that are of interest hold no semicolon.
  for (const part of text.slice(0, 1_024).split(';')) {
    const [, name = '', quoted, plain] = pair.exec(part) ?? [];
    const key = name.toLowerCase();
    if (key !== '' && !found.has(key)) found.set(key, plain ?? (quoted ?? '').replace(/\\(.)/g, '$1'));
  }
  return { for: found.get('for'), proto: found.get('proto'), host: found.get('host') };
}
