/** Everything that a value holds, as text: bytes as they read in UTF-8, maps and errors with what is in them. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return bytesText(value);
  const seen = new Set<object>();
  return (
    JSON.stringify(value, function (this: Record<string, unknown>, key, shown: unknown) {
      // Bytes have a `toJSON`, which has run by now.
      const part = this[key] instanceof Uint8Array ? this[key] : shown;
      if (typeof part === 'bigint' || typeof part === 'symbol') return String(part);
      if (typeof part !== 'object' || part === null) return part;
      if (seen.has(part)) return '[seen]';
      seen.add(part);
      if (part instanceof Uint8Array) return bytesText(part);
      if (part instanceof Map) return [...part];
      if (part instanceof Set) return [...part];
      if (part instanceof Error)
        return { ...part, message: part.message, stack: part.stack, cause: part.cause };
      return part;
    }) ?? String(value)
  );
}

function bytesText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
