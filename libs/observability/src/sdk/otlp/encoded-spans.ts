import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { writeAttributes } from './attribute-encoding.js';
import { ProtobufWriter } from './protobuf-writer.js';
import { writeSpan } from './span-encoding.js';

/** Spans that only need their resource to become an export request. */
export interface EncodedSpans {
  /** How many spans; the name is what the exporter's own metrics ask for. */
  readonly length: number;
  readonly resource: Resource;
  /** Repeated `ResourceSpans.scope_spans`. */
  readonly scopes: Buffer;
}

/** Collects spans as bytes: each is encoded when it is added, and nothing of it is kept. */
export class SpanEncoder {
  private readonly writers = new Map<ReadableSpan['instrumentationScope'], ProtobufWriter>();
  private readonly framing = new ProtobufWriter();
  private resource: Resource | undefined;
  private count = 0;

  /** Spans since the last `take`. */
  get length(): number {
    return this.count;
  }

  /** Whether the span can join the others: one export speaks for one resource. */
  fits(span: ReadableSpan): boolean {
    return this.count === 0 || span.resource === this.resource;
  }

  /** @throws whatever a span throws that cannot be read; the others stay whole */
  add(span: ReadableSpan): void {
    const writer = this.writerFor(span.instrumentationScope);
    const before = writer.length;
    try {
      writeSpan(writer, span);
    } catch (error) {
      writer.truncate(before);
      throw error;
    }
    this.resource = span.resource;
    this.count += 1;
  }

  /** Everything since the last `take`; `undefined` when that is nothing. */
  take(): EncodedSpans | undefined {
    if (this.count === 0 || !this.resource) return undefined;
    for (const [scope, writer] of this.writers) {
      if (writer.length > 0) writeScope(this.framing, scope, writer.take());
      // A scope that was silent for a whole batch gives its buffer back.
      else this.writers.delete(scope);
    }
    const encoded = { length: this.count, resource: this.resource, scopes: this.framing.take() };
    this.count = 0;
    return encoded;
  }

  private writerFor(scope: ReadableSpan['instrumentationScope']): ProtobufWriter {
    let writer = this.writers.get(scope);
    if (!writer) this.writers.set(scope, (writer = new ProtobufWriter()));
    return writer;
  }
}

/** The `ExportTraceServiceRequest` of a batch; asynchronous attributes of its resource have to be there. */
export function exportRequest({ resource, scopes }: EncodedSpans): Uint8Array {
  const writer = new ProtobufWriter();
  writer.byte(0x0a);
  const start = writer.open(2);
  writer.byte(0x0a);
  const described = writer.open(2);
  writeAttributes(writer, 0x0a, resource.attributes);
  writer.byte(0x10);
  writer.byte(0);
  writer.close(described, 2);
  writer.raw(scopes);
  writeSchemaUrl(writer, resource.schemaUrl);
  writer.close(start, 2);
  return writer.take();
}

function writeScope(
  writer: ProtobufWriter,
  { name, version, schemaUrl }: ReadableSpan['instrumentationScope'],
  spans: Buffer,
): void {
  writer.byte(0x12);
  const start = writer.open(2);
  writer.byte(0x0a);
  const described = writer.open(1);
  writer.byte(0x0a);
  writer.text(name);
  if (version) {
    writer.byte(0x12);
    writer.text(version);
  }
  writer.close(described, 1);
  writer.raw(spans);
  writeSchemaUrl(writer, schemaUrl);
  writer.close(start, 2);
}

function writeSchemaUrl(writer: ProtobufWriter, schemaUrl: string | undefined): void {
  if (!schemaUrl) return;
  writer.byte(0x1a);
  writer.text(schemaUrl);
}
