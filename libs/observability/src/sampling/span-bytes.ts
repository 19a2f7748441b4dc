import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/**
 * What a span without attributes holds, its ids, times and clock included: with six short attributes, a span of the SDK took
 * 1,470 bytes on Node 24.
 */
const bareSpan = 1_100;
const entry = 48;
const event = 300;

/** About how many bytes of memory a span holds. Texts count by their length, everything else by a flat rate. */
export function spanBytes({ name, attributes, events, links, status }: ReadableSpan): number {
  let bytes = bareSpan + name.length + (status.message?.length ?? 0) + links.length * event;
  bytes += attributeBytes(attributes);
  for (const { attributes: own } of events) bytes += event + (own ? attributeBytes(own) : 0);
  return bytes;
}

function attributeBytes(attributes: object): number {
  let bytes = 0;
  for (const key in attributes) {
    const value = (attributes as Record<string, unknown>)[key];
    bytes += entry;
    if (typeof value === 'string') bytes += value.length;
    else if (Array.isArray(value)) for (const one of value) bytes += 16 + String(one).length;
  }
  return bytes;
}
