/** What the sink keeps of a span. */
export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
}

const RESOURCE_SPANS = 1;
const SCOPE_SPANS = 2;
const SPANS = 2;
const SPAN_TRACE_ID = 1;
const SPAN_NAME = 5;
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/**
 * Reads the spans of an OTLP/protobuf `ExportTraceServiceRequest`, field numbers as in opentelemetry-proto 1.x. Walks
 * the wire format instead of decoding it, because the sink shares a core with the load.
 */
export function readSpans(request: Buffer): Buffer[] {
  return messages(request, RESOURCE_SPANS)
    .flatMap(resource => messages(resource, SCOPE_SPANS))
    .flatMap(scope => messages(scope, SPANS));
}

/** Decodes what the sink keeps of one span. */
export function readSpan(span: Buffer): ReceivedSpan {
  const [traceId, name] = [SPAN_TRACE_ID, SPAN_NAME].map(field => messages(span, field)[0]);
  return { name: name?.toString('utf8') ?? '', traceId: traceId?.toString('hex') ?? '' };
}

function messages(buffer: Buffer, wanted: number): Buffer[] {
  const found: Buffer[] = [];
  let offset = 0;
  while (offset < buffer.length) {
    const tag = varint(buffer, offset);
    const wireType = tag.value & 7;
    offset = tag.end;
    if (wireType === LENGTH_DELIMITED) {
      const length = varint(buffer, offset);
      offset = length.end + length.value;
      if (tag.value >>> 3 === wanted) found.push(buffer.subarray(length.end, offset));
    } else offset = skip(buffer, offset, wireType);
  }
  return found;
}

function skip(buffer: Buffer, offset: number, wireType: number): number {
  if (wireType === VARINT) return varint(buffer, offset).end;
  if (wireType === FIXED64) return offset + 8;
  if (wireType === FIXED32) return offset + 4;
  throw new Error(`Not a protobuf message: wire type ${wireType} at byte ${offset}`);
}

/** Lengths and tags stay far below 2^53, so a plain number holds them. */
function varint(buffer: Buffer, start: number): { value: number; end: number } {
  let value = 0;
  let scale = 1;
  let offset = start;
  for (;;) {
    const byte = buffer[offset++];
    if (byte === undefined) throw new Error('Not a protobuf message: it ends inside a number');
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, end: offset };
    scale *= 128;
  }
}
