import type { Link, SpanContext } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { writeAttributes } from './attribute-encoding.js';
import type { ProtobufWriter } from './protobuf-writer.js';

/** Bits of `Span.flags` beside the W3C ones: whether it is known that the parent is remote, and whether it is. */
const remoteIsKnown = 0x100;
const isRemote = 0x200;

/**
 * Writes a span as an entry of `ScopeSpans.spans`: `opentelemetry.proto.trace.v1.Span`, byte for byte what OpenTelemetry's own
 * exporter writes, zeros included. Tags are written out: field number times eight plus wire type.
 */
export function writeSpan(writer: ProtobufWriter, span: ReadableSpan): void {
  const context = span.spanContext();
  const parent = span.parentSpanContext;
  writer.byte(0x12);
  const start = writer.open(2);
  writeIds(writer, context);
  if (parent?.spanId) {
    writer.byte(0x22);
    writer.hex(parent.spanId);
  }
  writer.byte(0x2a);
  writer.text(span.name);
  writer.byte(0x30);
  writer.varint(span.kind + 1);
  writer.byte(0x39);
  writer.nanoseconds(span.startTime[0], span.startTime[1]);
  writer.byte(0x41);
  writer.nanoseconds(span.endTime[0], span.endTime[1]);
  writeAttributes(writer, 0x4a, span.attributes);
  writeCount(writer, 0x50, span.droppedAttributesCount);
  for (const event of span.events) writeEvent(writer, event);
  writeCount(writer, 0x60, span.droppedEventsCount);
  for (const link of span.links) writeLink(writer, link);
  writeCount(writer, 0x70, span.droppedLinksCount);
  writeStatus(writer, span.status);
  // Field 16 is the first whose tag takes two bytes.
  writer.varint(0x85);
  writer.fixed32(flagsOf(context, parent?.isRemote));
  writer.close(start, 2);
}

/** Trace id, span id and trace state, which spans and links have in the same fields. */
function writeIds(writer: ProtobufWriter, { traceId, spanId, traceState }: SpanContext): void {
  writer.byte(0x0a);
  writer.hex(traceId);
  writer.byte(0x12);
  writer.hex(spanId);
  const state = traceState?.serialize();
  if (!state) return;
  writer.byte(0x1a);
  writer.text(state);
}

function writeEvent(writer: ProtobufWriter, event: TimedEvent): void {
  writer.byte(0x5a);
  const start = writer.open(2);
  writer.byte(0x09);
  writer.nanoseconds(event.time[0], event.time[1]);
  writer.byte(0x12);
  writer.text(event.name);
  if (event.attributes) writeAttributes(writer, 0x1a, event.attributes);
  writeCount(writer, 0x20, event.droppedAttributesCount);
  writer.close(start, 2);
}

function writeLink(writer: ProtobufWriter, link: Link): void {
  writer.byte(0x6a);
  const start = writer.open(1);
  writeIds(writer, link.context);
  if (link.attributes) writeAttributes(writer, 0x22, link.attributes);
  writeCount(writer, 0x28, link.droppedAttributesCount);
  writer.byte(0x35);
  writer.fixed32(flagsOf(link.context, link.context.isRemote));
  writer.close(start, 1);
}

function writeStatus(writer: ProtobufWriter, { code, message }: ReadableSpan['status']): void {
  writer.byte(0x7a);
  const start = writer.open(1);
  if (message) {
    writer.byte(0x12);
    writer.text(message);
  }
  writeCount(writer, 0x18, code);
  writer.close(start, 1);
}

function writeCount(writer: ProtobufWriter, tag: number, count: number | undefined): void {
  writer.byte(tag);
  writer.varint(count ?? 0);
}

function flagsOf({ traceFlags }: SpanContext, remote: boolean | undefined): number {
  return (traceFlags & 0xff) | remoteIsKnown | (remote ? isRemote : 0);
}
