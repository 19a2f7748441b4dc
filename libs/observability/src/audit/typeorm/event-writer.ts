import { randomUUID } from 'node:crypto';
import type { AuditEntry } from '../audit-entry.js';
import type { AuditEvent } from '../audit-event.js';
import { eventBody, type EventContent } from '../evidence/event-body.js';
import { eventMac } from '../evidence/event-mac.js';
import type { MacKeyRing } from '../evidence/mac-key-ring.js';
import { isLonger, type EntryPolicy } from './entry-policy.js';
import type { PersonalData, RunSteps } from './personal-data.js';
import { WriterSequence, type Reservation } from './writer-sequence.js';

/** What events are made with. */
export interface EventWriterSettings {
  /** Which Merkle tree the events belong to. */
  readonly stream: string;
  readonly keys: MacKeyRing;
  readonly policy: EntryPolicy;
  /** @defaultValue an entry with personal data keeps none of its values */
  readonly personalData?: PersonalData;
}

/** Events of one statement, with their numbers: settle these as soon as it is known whether the statement stays. */
export interface EventDraft {
  readonly events: readonly AuditEvent[];
  readonly numbers: Reservation;
}

/** Turns entries into events: masked, bounded, numbered, in canonical form and authenticated. */
export class EventWriter {
  /** This start of this process. */
  readonly id = randomUUID();
  readonly numbers = new WriterSequence();
  private readonly settings: EventWriterSettings;

  constructor(settings: EventWriterSettings) {
    this.settings = settings;
  }

  /** Entries as they may be stored over this connection. Rejects when personal data cannot be encrypted. */
  async prepare(entries: readonly AuditEntry[], run: RunSteps): Promise<readonly AuditEntry[]> {
    const { policy } = this.settings;
    return this.protect(
      entries.map(entry => policy.apply(entry)),
      run,
    );
  }

  /** The same for entries that must not get lost: one whose personal data cannot be encrypted keeps none of its values. */
  async prepareAnyway(entries: readonly AuditEntry[], run: RunSteps): Promise<readonly AuditEntry[]> {
    const { policy } = this.settings;
    const fit = entries.map(entry => policy.apply(entry));
    try {
      return await this.protect(fit, run);
    } catch {
      return fit.map(entry => (entry.pii ? policy.withoutValues(entry) : entry));
    }
  }

  /** Prepared entries as events, to be written at once: from here on their numbers are in flight. */
  draft(prepared: readonly AuditEntry[]): EventDraft {
    const numbers = this.numbers.take(prepared.length);
    const { first, floor, voids } = numbers;
    const events = prepared.map((entry, index) =>
      this.event({
        entry,
        stream: this.settings.stream,
        writerId: this.id,
        writerSeq: first + index,
        // What stands beside an event in one statement is stored with it.
        ...(floor < first && { writerFloor: floor }),
        ...(index === 0 && voids.length > 0 && { writerVoids: voids }),
      }),
    );
    return { events, numbers };
  }

  private protect(
    entries: readonly AuditEntry[],
    run: RunSteps,
  ): readonly AuditEntry[] | Promise<readonly AuditEntry[]> {
    if (entries.every(({ pii }) => pii === undefined)) return entries;
    const { personalData, policy } = this.settings;
    if (personalData) return personalData.protect(entries, run);
    return entries.map(entry => (entry.pii ? policy.withoutValues(entry) : entry));
  }

  private event(content: EventContent): AuditEvent {
    const { keys, policy } = this.settings;
    let body = eventBody(content);
    let { entry } = content;
    if (isLonger(body, policy.maxBodyBytes)) {
      entry = policy.shorten(entry);
      body = eventBody({ ...content, entry });
    }
    const { id: keyId, key } = keys.current;
    return { ...content, entry, body, mac: eventMac(body, key), keyId };
  }
}
