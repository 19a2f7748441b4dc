/**
 * What JSON leaves as it is although it moves the cursor of a terminal, ends a line for some readers, or turns the direction of text:
 * DEL and C1 controls, line and paragraph separators, marks of direction, the byte order mark.
 */
const invisible = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/;
const everyInvisible = new RegExp(invisible.source, 'g');
const everyControl = new RegExp(`[\\u0000-\\u001f]|${invisible.source}`, 'g');

/** A finished line of JSON, in which such characters can only stand inside of texts, with their escapes in their place. */
export function withEscapes(line: string): string {
  return invisible.test(line) ? line.replace(everyInvisible, escapeOf) : line;
}

/** A text for the eyes: every control character as its escape, line ends too unless they are to stay. */
export function visible(text: string, keepsLines: boolean): string {
  return text.replace(everyControl, found =>
    found === '\t' || (keepsLines && found === '\n') ? found : escapeOf(found),
  );
}

function escapeOf(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
