import type { EventContent } from '../evidence/event-body.js';
import { isEventMac } from '../evidence/event-mac.js';
import type { MacKeyRing } from '../evidence/mac-key-ring.js';
import { InvalidEventBodyError, parseEventBody } from '../evidence/parse-event-body.js';
import type { EventRow } from './event-row.js';
import type { ProjectedColumns } from './projected-columns.js';

/** What is wrong with an event by itself. */
export interface EventProblem {
  /** `key`, its MAC cannot be checked; `mac`, it is wrong; `body`, it is no event; `columns`, they differ from the body. */
  readonly what: 'key' | 'mac' | 'body' | 'columns';
  /** Half a sentence for people. */
  readonly message: string;
}

/** An event after its check. */
export interface CheckedEvent {
  readonly content?: EventContent;
  readonly problem?: EventProblem;
}

/** What events of one log are checked with. */
export interface EventRules {
  readonly stream: string;
  readonly keys: MacKeyRing;
  readonly columns: ProjectedColumns;
}

/** Checks an event by itself: MAC, body, columns. What the body says is only told when it is authentic or cannot be checked. */
export function checkEvent(row: EventRow, { stream, keys, columns }: EventRules): CheckedEvent {
  const known = keys.has(row.key_id);
  if (known && !isEventMac(row.body, row.mac, keys.get(row.key_id).key)) {
    return problem('mac', `its body does not belong to its MAC of key ${quoted(row.key_id)}`);
  }
  const content = parsed(row.body);
  if (content instanceof InvalidEventBodyError) return problem(known ? 'body' : 'mac', content.message);
  const expected = columns.textOf(content);
  if (row.projected !== expected) {
    const differing = columns.differing(row.projected, expected).join(', ');
    return { content, ...problem('columns', `its columns differ from its body: ${differing}`) };
  }
  if (content.stream !== stream) {
    return { content, ...problem('columns', `it was written for the log ${quoted(content.stream)}`) };
  }
  if (known) return { content };
  return { content, ...problem('key', `its MAC is of key ${quoted(row.key_id)}, which is not given`) };
}

function problem(what: EventProblem['what'], message: string): { readonly problem: EventProblem } {
  return { problem: { what, message } };
}

function parsed(body: string): EventContent | InvalidEventBodyError {
  try {
    return parseEventBody(body);
  } catch (error) {
    if (error instanceof InvalidEventBodyError) return error;
    throw error;
  }
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
