/** More of a document says no more about it. */
const longest = 2_048;

/**
 * A GraphQL document without the values in it: text, numbers and what is a list or an object of them become `?`, comments and blanks go.
 * Names of fields, types, variables and enumerations stay. Works on what cannot be parsed, too.
 */
export function sanitizedDocument(source: string): string {
  const read = source.slice(0, longest * 4);
  return (
    read
      // A block of text, a text, a comment; one that does not end goes to the end.
      .replace(/"""(?:\\"""|[^])*?(?:"""|$)|"(?:\\.|[^"\\\n])*(?:"|\n|$)|#[^\n\r]*/g, found =>
        found.startsWith('#') ? ' ' : '?',
      )
      .replace(/(?<![\w$])-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b/g, '?')
      .replace(/[\s,]+/g, ' ')
      .trim()
      .slice(0, longest)
  );
}
