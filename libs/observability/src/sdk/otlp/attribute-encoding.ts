import type { ProtobufWriter } from './protobuf-writer.js';

const smallestInt = -(2 ** 63);
const firstTooLargeInt = 2 ** 63;

/** Writes attributes as repeated `KeyValue`; `tag` is that of the field they belong to. */
export function writeAttributes(writer: ProtobufWriter, tag: number, attributes: object): void {
  for (const key in attributes) {
    if (!Object.hasOwn(attributes, key)) continue;
    writer.byte(tag);
    const entry = writer.open(1);
    writer.byte(0x0a);
    writer.text(key);
    writer.byte(0x12);
    writeValue(writer, (attributes as Record<string, unknown>)[key]);
    writer.close(entry, 1);
  }
}

/** An `AnyValue` with its length; what OTLP cannot say is an empty one. */
function writeValue(writer: ProtobufWriter, value: unknown): void {
  const start = writer.open(1);
  if (typeof value === 'string') {
    writer.byte(0x0a);
    writer.text(value);
  } else if (typeof value === 'number') {
    writeNumber(writer, value);
  } else if (typeof value === 'boolean') {
    writer.byte(0x10);
    writer.byte(value ? 1 : 0);
  } else if (typeof value === 'object' && value !== null) {
    writeObject(writer, value);
  }
  writer.close(start, 1);
}

function writeNumber(writer: ProtobufWriter, value: number): void {
  if (Number.isInteger(value) && value >= smallestInt && value < firstTooLargeInt) {
    writer.byte(0x18);
    writer.varint(value);
  } else {
    writer.byte(0x21);
    writer.float64(value);
  }
}

function writeObject(writer: ProtobufWriter, value: object): void {
  if (value instanceof Uint8Array) {
    writer.byte(0x3a);
    writer.varint(value.length);
    writer.raw(value);
    return;
  }
  const isList = Array.isArray(value);
  writer.byte(isList ? 0x2a : 0x32);
  const start = writer.open(1);
  if (isList) {
    for (const item of value as unknown[]) {
      writer.byte(0x0a);
      writeValue(writer, item);
    }
  } else {
    writeAttributes(writer, 0x0a, value);
  }
  writer.close(start, 1);
}
