import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { writeAttributes } from './attribute-encoding.js';
import { ProtobufWriter } from './protobuf-writer.js';
import { writeSpan } from './span-encoding.js';

/** Spans that only need their resource to become an export request. */
export interface EncodedSpans {
  /** How many spans. */
  readonly length: number;
  readonly resource: Resource;
  /** Repeated `ResourceSpans.scope_spans`, in pieces: a batch is large, and each copy of it costs a request 0.2 us. */
  readonly scopes: readonly Uint8Array[];
}

/** Collects spans as bytes: each is encoded when it is added, and nothing of it is kept. */
export class SpanEncoder {
  private readonly writers = new Map<ReadableSpan['instrumentationScope'], ProtobufWriter>();
  private readonly framing = new ProtobufWriter();
  private resource: Resource | undefined;
  private count = 0;
  private size = 0;

  /** Spans since the last `take`. */
  get length(): number {
    return this.count;
  }

  /** Bytes of spans since the last `take`. */
  get bytes(): number {
    return this.size;
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
    this.size += writer.length - before;
  }

  /** Everything since the last `take`; `undefined` when that is nothing. */
  take(): EncodedSpans | undefined {
    if (this.count === 0 || !this.resource) return undefined;
    const scopes: Uint8Array[] = [];
    for (const [scope, writer] of this.writers) {
      if (writer.length > 0) scopes.push(...this.scopeSpans(scope, writer.take()));
      // A scope that was silent for a whole batch gives its buffer back.
      else this.writers.delete(scope);
    }
    const encoded = { length: this.count, resource: this.resource, scopes };
    this.count = 0;
    this.size = 0;
    return encoded;
  }

  private scopeSpans(
    { name, version, schemaUrl }: ReadableSpan['instrumentationScope'],
    spans: Uint8Array,
  ): Uint8Array[] {
    const { framing } = this;
    framing.byte(0x0a);
    const start = framing.open(1);
    framing.byte(0x0a);
    framing.text(name);
    if (version) {
      framing.byte(0x12);
      framing.text(version);
    }
    framing.close(start, 1);
    return framed(framing, 0x12, [framing.take(), spans, schemaUrlField(framing, schemaUrl)]);
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
  writeAttributes(writer, 0x0a, resource.attributes);
  writer.byte(0x10);
  writer.byte(0);
  writer.close(start, 2);
  const described = writer.take();
  return Buffer.concat(
    framed(writer, 0x0a, [described, ...scopes, schemaUrlField(writer, resource.schemaUrl)]),
  );
}

/** The pieces of a message behind its tag and length. */
function framed(writer: ProtobufWriter, tag: number, parts: readonly Uint8Array[]): Uint8Array[] {
  writer.byte(tag);
  writer.varint(parts.reduce((size, { length }) => size + length, 0));
  return [writer.take(), ...parts];
}

/** Field 3 of a resource and of a scope; empty without one. */
function schemaUrlField(writer: ProtobufWriter, schemaUrl: string | undefined): Uint8Array {
  if (schemaUrl) {
    writer.byte(0x1a);
    writer.text(schemaUrl);
  }
  return writer.take();
}
