const maxDepth = 64;

/**
 * Writes plain data as canonical JSON (RFC 8785): keys sorted by UTF-16 code units, numbers as ECMAScript prints them,
 * no blanks. The same data always gives the same text, so that it can be authenticated and hashed.
 *
 * Never throws for plain data. Where RFC 8785 would refuse, the value stays visible: a lone surrogate becomes a `\uXXXX`
 * escape like a control character, `NaN` and the infinities become strings, a bigint its decimal digits as a string, a
 * reference to an enclosing object `"[Circular]"`, and whatever lies deeper than 64 levels `"[Too deep]"`. Members that
 * are undefined, functions or symbols are left out, in arrays they become `null`. Getters and proxies are for the
 * redaction policy, which copies values before they get here.
 */
export function canonicalJson(value: unknown): string {
  return write(value, []);
}

/** Whether a text is canonical JSON, byte for byte: no other order, blanks, duplicate keys or escapes. */
export function isCanonicalJson(text: string): boolean {
  try {
    return canonicalJson(JSON.parse(text)) === text;
  } catch {
    return false;
  }
}

function write(value: unknown, enclosing: object[]): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Number.isFinite(value) ? String(value) : `"${value}"`;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'bigint':
      return `"${value}"`;
    case 'object':
      return value === null ? 'null' : writeObject(value, enclosing);
    default:
      return 'null';
  }
}

function writeObject(value: object, enclosing: object[]): string {
  if (enclosing.includes(value)) return '"[Circular]"';
  if (enclosing.length === maxDepth) return '"[Too deep]"';
  enclosing.push(value);
  const text = Array.isArray(value)
    ? writeArray(value, enclosing)
    : writeRecord(value as Readonly<Record<string, unknown>>, enclosing);
  enclosing.pop();
  return text;
}

function writeArray(items: readonly unknown[], enclosing: object[]): string {
  let text = '[';
  for (let index = 0; index < items.length; index += 1) {
    text += (index === 0 ? '' : ',') + write(items[index], enclosing);
  }
  return `${text}]`;
}

function writeRecord(record: Readonly<Record<string, unknown>>, enclosing: object[]): string {
  const keys = Object.keys(record);
  if (!areSorted(keys)) keys.sort();
  let text = '{';
  for (const key of keys) {
    const value = record[key];
    if (isWithoutJson(value)) continue;
    text += `${text.length === 1 ? '' : ','}${JSON.stringify(key)}:${write(value, enclosing)}`;
  }
  return `${text}}`;
}

function isWithoutJson(value: unknown): boolean {
  return value === undefined || typeof value === 'function' || typeof value === 'symbol';
}

/** `<` compares UTF-16 code units, as RFC 8785 wants; so does `sort` without an argument. */
function areSorted(keys: readonly string[]): boolean {
  for (let index = 1; index < keys.length; index += 1) {
    if (keys[index - 1]! > keys[index]!) return false;
  }
  return true;
}
