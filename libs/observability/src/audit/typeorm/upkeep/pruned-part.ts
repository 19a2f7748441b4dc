import type { AuditEntry } from '../../audit-entry.js';
import type { EventContent } from '../../evidence/event-body.js';

/** Writers whose numbers are remembered: those that wrote last, for only they may write on. */
const mostWriters = 200;

/** Gathers, event by event, what has to be known of the part of a log that will be dropped. */
export class PrunedPart {
  /** Position of the first event that must be kept. */
  heldAt: number | undefined;
  /** Highest id of an event. */
  lastId = '';
  /** Events. */
  count = 0;
  /** Highest number of each writer; who wrote last comes last. */
  private readonly highest = new Map<string, number>();

  constructor(private readonly hold: (entry: AuditEntry) => boolean) {}

  visit({ entry, writerId, writerSeq }: EventContent, position: number): void {
    if (this.heldAt === undefined && this.hold(entry)) this.heldAt = position;
    this.count += 1;
    if (entry.id > this.lastId) this.lastId = entry.id;
    const known = this.highest.get(writerId) ?? 0;
    this.highest.delete(writerId);
    this.highest.set(writerId, Math.max(known, writerSeq));
  }

  get writers(): readonly (readonly [string, number])[] {
    return [...this.highest].slice(-mostWriters);
  }
}
