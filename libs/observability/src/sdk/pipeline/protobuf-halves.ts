import { ProtobufWriter } from '../otlp/protobuf-writer.js';
import { fieldsOf, type ProtobufField } from './protobuf-fields.js';
import type { PlainRequest } from './export-batch.js';

/**
 * The numbers of the repeated fields from a request down to its items: `resource_spans`, `scope_spans`, `spans`, and likewise
 * for logs and metrics.
 */
const nesting = [1, 2, 2] as const;

/**
 * The items of an OTLP/protobuf request in two requests of half as many; `undefined` when there is but one.
 * @throws RangeError for what is no protobuf
 */
export function protobufHalves(bytes: Uint8Array): readonly PlainRequest[] | undefined {
  const total = countIn(bytes, nesting);
  if (total < 2) return undefined;
  const middle = total >> 1;
  return [
    [0, middle],
    [middle, total],
  ].map(([from = 0, to = 0]) => ({ items: to - from, bytes: range(bytes, nesting, { from, to }) }));
}

function countIn(message: Uint8Array, [number, ...inner]: readonly number[]): number {
  let count = 0;
  for (const field of fieldsOf(message))
    if (field.number === number) count += inner.length === 0 ? 1 : countIn(field.content, inner);
  return count;
}

/** `message` with the innermost items of a range alone; what becomes empty is left out, the rest is copied as it is. */
function range(
  message: Uint8Array,
  [number, ...inner]: readonly number[],
  { from, to }: { readonly from: number; readonly to: number },
): Uint8Array {
  const writer = new ProtobufWriter();
  let before = 0;
  for (const field of fieldsOf(message)) {
    if (field.number !== number) {
      writer.raw(field.whole);
      continue;
    }
    const count = inner.length === 0 ? 1 : countIn(field.content, inner);
    if (before < to && before + count > from) {
      if (inner.length === 0) writer.raw(field.whole);
      else writeField(writer, field, range(field.content, inner, { from: from - before, to: to - before }));
    }
    before += count;
  }
  return writer.take();
}

function writeField(writer: ProtobufWriter, { number }: ProtobufField, content: Uint8Array): void {
  writer.byte((number << 3) | 2);
  writer.varint(content.length);
  writer.raw(content);
}
