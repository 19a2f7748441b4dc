import type { SignalName } from '../../core/export-ledger.js';
import { ProtobufWriter } from '../otlp/protobuf-writer.js';
import { fieldsOf, type ProtobufField } from './protobuf-fields.js';
import type { PlainRequest } from './export-batch.js';

/**
 * The numbers of the repeated fields from a request down to its spans, log records or metrics: `resource_spans`, `scope_spans`,
 * `spans`, and likewise for the others.
 */
const nesting = [1, 2, 2] as const;

/** The numbers of `gauge`, `sum`, `histogram`, `exponential_histogram` and `summary` in a metric. */
const kindsOfMetric: ReadonlySet<number> = new Set([5, 7, 9, 10, 11]);
/** The number of `data_points` in each of them. */
const dataPoints = 1;

/**
 * An OTLP/protobuf request in two requests with half of the spans, log records or metrics each; `undefined` when there is but one.
 * @throws RangeError for what is no protobuf
 */
export function protobufHalves(bytes: Uint8Array, signal: SignalName): readonly PlainRequest[] | undefined {
  const counts = [...membersIn(bytes, nesting)].map(member => (signal === 'metrics' ? pointsIn(member) : 1));
  if (counts.length < 2) return undefined;
  const middle = counts.length >> 1;
  return [
    [0, middle],
    [middle, counts.length],
  ].map(([from = 0, to = 0]) => ({
    items: counts.slice(from, to).reduce((sum, count) => sum + count, 0),
    bytes: range(bytes, nesting, { from, to }),
  }));
}

/** The innermost messages, in their order. */
function* membersIn(
  message: Uint8Array,
  [number, ...inner]: readonly number[],
): Generator<Uint8Array, undefined> {
  for (const field of fieldsOf(message)) {
    if (field.number !== number) continue;
    if (inner.length === 0) yield field.content;
    else yield* membersIn(field.content, inner);
  }
  return undefined;
}

function pointsIn(metric: Uint8Array): number {
  let count = 0;
  for (const { number, content } of fieldsOf(metric))
    if (kindsOfMetric.has(number)) count += [...membersIn(content, [dataPoints])].length;
  return count;
}

/** `message` with the innermost messages of a range alone; what becomes empty is left out, the rest is copied as it is. */
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
    const count = inner.length === 0 ? 1 : [...membersIn(field.content, inner)].length;
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
