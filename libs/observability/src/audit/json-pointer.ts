/** A JSON Pointer (RFC 6901) from the keys that lead to a value. */
export function jsonPointer(keys: readonly string[]): string {
  return keys.map(key => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The same from a field as options name it: `address.city`. */
export function pointerOfField(field: string): string {
  return jsonPointer(field.split('.'));
}

/** Whether one pointer leads to the value of the other, or to a part of it. */
export function isWithin(pointer: string, outer: string): boolean {
  return pointer === outer || pointer.startsWith(`${outer}/`);
}
