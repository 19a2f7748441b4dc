import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { joinTrace, traceOf } from '../../core/observed-trace.js';
import type { SpanCuts } from './span-cuts.js';
import { Shortener } from './shortener.js';
import { fits, type SizedParts, type SizeLimits } from './span-size.js';

/** Texts are not made shorter than this to save bytes; then members of the span leave. */
const shortestText = 32;

/** What of a span may change. */
type Parts = SizedParts &
  Pick<ReadableSpan, 'droppedAttributesCount' | 'droppedEventsCount' | 'droppedLinksCount'>;

/**
 * A span as it is, but with no text longer than allowed, and no larger than allowed: its values become shorter by halves until it
 * fits, and where that is not enough, events, links and attributes are left out and counted. The given span is not touched.
 */
export function cutSpan(span: ReadableSpan, limits: SizeLimits, cuts: SpanCuts): ReadableSpan {
  let { valueLength } = limits;
  const first = new Shortener(valueLength);
  let parts = shortened(span, first);
  cuts.add('value_length', first.shortened);
  const isTooLarge = !fits(parts, limits);
  if (isTooLarge) cuts.add('bytes', 1);
  while (!fits(parts, limits) && valueLength > shortestText) {
    valueLength = Math.max(shortestText, valueLength >> 1);
    parts = shortened(span, new Shortener(valueLength));
  }
  return asSpan(span, isTooLarge ? leaveOut(parts, limits) : parts);
}

function shortened(span: ReadableSpan, shortener: Shortener): Parts {
  const { status, events, links } = span;
  const attributes = shortener.attributes(span.attributes);
  const nameless = Object.keys(span.attributes).length - Object.keys(attributes).length;
  return {
    name: shortener.text(span.name),
    status: status.message === undefined ? status : { ...status, message: shortener.text(status.message) },
    attributes,
    events: events.map(event => ({
      ...event,
      name: shortener.text(event.name),
      attributes: shortener.attributes(event.attributes) as NonNullable<typeof event.attributes>,
    })),
    links: links.map(link => ({ ...link, attributes: shortener.attributes(link.attributes) })),
    droppedAttributesCount: span.droppedAttributesCount + nameless,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}

/** Half of the oldest events, again and again, then links, then the attributes that were set last. */
function leaveOut(parts: Parts, limits: SizeLimits): Parts {
  let left = parts;
  while (left.events.length > 0 && !fits(left, limits)) {
    const lost = Math.ceil(left.events.length / 2);
    left = { ...left, events: left.events.slice(lost), droppedEventsCount: left.droppedEventsCount + lost };
  }
  while (left.links.length > 0 && !fits(left, limits)) {
    const links = left.links.slice(0, left.links.length >> 1);
    const droppedLinksCount = left.droppedLinksCount + left.links.length - links.length;
    left = { ...left, links, droppedLinksCount };
  }
  for (let entries = Object.entries(left.attributes); entries.length > 0 && !fits(left, limits);) {
    const kept = entries.slice(0, entries.length >> 1);
    const droppedAttributesCount = left.droppedAttributesCount + entries.length - kept.length;
    entries = kept;
    left = { ...left, attributes: Object.fromEntries(kept), droppedAttributesCount };
  }
  return left;
}

/** Everything else is the given span's: its ids, its times, and what tail sampling notes on it. The span itself is let go. */
function asSpan(span: ReadableSpan, parts: Parts): ReadableSpan {
  const own = span.spanContext();
  const cut: ReadableSpan = {
    ...parts,
    kind: span.kind,
    spanContext: () => own,
    ...(span.parentSpanContext && { parentSpanContext: span.parentSpanContext }),
    startTime: span.startTime,
    endTime: span.endTime,
    duration: span.duration,
    ended: span.ended,
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
  };
  const observed = traceOf(span);
  if (observed) joinTrace(cut, observed);
  return cut;
}
