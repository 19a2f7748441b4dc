import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** The parts of a span that can be too large. */
export type SizedParts = Pick<ReadableSpan, 'name' | 'status' | 'attributes' | 'events' | 'links'>;

/** How large a span may be. */
export interface SizeLimits {
  /** Characters of one text. */
  readonly valueLength: number;
  /** About the bytes that the span takes encoded: a character counts as one. */
  readonly bytes: number;
}

/** Ids, times, kind and status. */
const bareSpan = 120;
/** Tag, type and lengths of an attribute; a number or a boolean is in it. */
const entry = 16;
/** Time and length of an event, ids of a link. */
const member = 48;

/** Whether no text of a span is too long, and all of it together not too large. Looks no further once it is. */
export function fits({ name, status, attributes, events, links }: SizedParts, limits: SizeLimits): boolean {
  const room = new Room(limits);
  room.text(name);
  if (status.message !== undefined) room.text(status.message);
  room.attributes(attributes);
  for (const event of events) {
    room.left -= member;
    room.text(event.name);
    room.attributes(event.attributes);
  }
  for (const link of links) {
    room.left -= member;
    room.attributes(link.attributes);
  }
  return room.left >= 0;
}

class Room {
  left: number;
  private readonly valueLength: number;

  constructor({ valueLength, bytes }: SizeLimits) {
    this.left = bytes - bareSpan;
    this.valueLength = valueLength;
  }

  text({ length }: string): void {
    if (length > this.valueLength) this.left = -Infinity;
    else this.left -= length;
  }

  attributes(attributes: object | undefined): void {
    for (const key in attributes) {
      this.left -= entry + key.length;
      const value = (attributes as Record<string, unknown>)[key];
      if (typeof value === 'string') this.text(value);
      else if (typeof value === 'object' && value !== null) this.object(value);
      if (this.left < 0) return;
    }
  }

  private object(value: object): void {
    if (value instanceof Uint8Array) this.left -= value.length;
    else if (!Array.isArray(value)) this.attributes(value);
    else
      for (const item of value as unknown[]) {
        this.left -= entry;
        if (typeof item === 'string') this.text(item);
        else if (typeof item === 'object' && item !== null) this.object(item);
        if (this.left < 0) return;
      }
  }
}
