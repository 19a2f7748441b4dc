/** One field of a message, as it lies in its bytes. */
export interface ProtobufField {
  readonly number: number;
  /** With tag and length. */
  readonly whole: Uint8Array;
  /** Of a field with a length its bytes, else none. */
  readonly content: Uint8Array;
  /** Of a varint its value, else 0; precise up to 53 bits. */
  readonly value: number;
}

/** Bytes of the wire types whose size is fixed. */
const fixedSize: ReadonlyMap<number, number> = new Map([
  [1, 8],
  [5, 4],
]);
const nothing: Uint8Array = new Uint8Array();

/**
 * Reads the fields of a message of Protocol Buffers without knowing its schema.
 * @throws RangeError when the bytes are none, or end too early
 */
export function* fieldsOf(message: Uint8Array): Generator<ProtobufField> {
  for (let at = 0; at < message.length;) {
    const tag = varintAt(message, at);
    const type = tag.value & 7;
    let end = tag.end;
    let content: Uint8Array = nothing;
    let value = 0;
    if (type === 0) {
      ({ value, end } = varintAt(message, end));
    } else if (type === 2) {
      const length = varintAt(message, end);
      end = length.end + length.value;
      content = message.subarray(length.end, end);
    } else {
      end += fixedSize.get(type) ?? Number.NaN;
    }
    if (!(end <= message.length)) throw new RangeError('Not a message of Protocol Buffers');
    yield { number: Math.floor(tag.value / 8), whole: message.subarray(at, end), content, value };
    at = end;
  }
}

function varintAt(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = start, factor = 1; at < start + 10; at += 1, factor *= 128) {
    const byte = bytes[at];
    if (byte === undefined) break;
    value += (byte & 127) * factor;
    if (byte < 128) return { value, end: at + 1 };
  }
  throw new RangeError('Not a varint');
}
