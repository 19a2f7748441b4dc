import type { AuditEvent } from '../audit-event.js';
import type { MacKeyRing } from '../evidence/mac-key-ring.js';
import type { EventStore } from './event-store.js';
import type { EventDraft } from './event-writer.js';
import { SpillFile, type LinesLeft } from './spill-file.js';
import { spilledEvent, spillLine } from './spill-line.js';
import { step } from './sql-steps.js';
import type { Reservation, WriterSequence } from './writer-sequence.js';

/** Events stored at once, and looked at one by one when that fails. */
const chunkSize = 200;

/** What spilled events need. */
export interface SpilledEventsOptions {
  readonly path: string;
  readonly keys: MacKeyRing;
  readonly store: EventStore;
  readonly numbers: WriterSequence;
  /** Is told what nobody waits for. */
  readonly report: (thrown: unknown) => void;
}

/** Events that wait in a file for the database to come back, then stored under the ids and numbers that they have. */
export class SpilledEvents {
  private readonly file: SpillFile;
  /** Numbers of events of this process that wait, by event. */
  private readonly waiting = new Map<string, { readonly numbers: Reservation; left: number }>();
  private lines = 0;

  constructor(private readonly options: SpilledEventsOptions) {
    this.file = new SpillFile(options.path);
  }

  /** How many events wait. */
  get depth(): number {
    return this.lines;
  }

  /** Finds what earlier processes left. */
  async open(): Promise<void> {
    this.lines += await this.file.count();
  }

  /** Keeps events; resolves when they are on the disk. Rejects when they cannot be kept. */
  async keep(drafts: readonly EventDraft[]): Promise<void> {
    const lines = drafts.flatMap(({ events }) => events.map(spillLine));
    await this.file.append(lines);
    this.lines += lines.length;
    for (const { events, numbers } of drafts) {
      const waiting = { numbers, left: events.length };
      for (const { entry } of events) this.waiting.set(entry.id, waiting);
    }
  }

  /**
   * Stores what waits, if the database takes it. Never rejects.
   *
   * @returns whether the database answered; `undefined` when there was nothing to ask it for.
   */
  async replay(): Promise<boolean | undefined> {
    if (this.lines === 0) return undefined;
    try {
      await this.options.store.read(() => step('SELECT 1'));
    } catch {
      // Still away; whoever writes says so.
      return false;
    }
    try {
      await this.file.drain(lines => this.take(lines));
      this.lines = await this.file.count();
    } catch (failure) {
      this.options.report(failure);
    }
    return true;
  }

  private async take(lines: readonly string[]): Promise<LinesLeft> {
    const kept: string[] = [];
    const rejected: string[] = [];
    const events: AuditEvent[] = [];
    for (const line of lines) {
      const event = spilledEvent(line, this.options.keys);
      if (event) events.push(event);
      else rejected.push(line);
    }
    for (let from = 0; from < events.length; from += chunkSize) {
      kept.push(...(await this.storeChunk(events.slice(from, from + chunkSize))).map(spillLine));
    }
    if (rejected.length > 0) {
      this.options.report(
        `${rejected.length} lines of ${this.file.path} are no events of these keys; they are in ${this.file.path}.rejected`,
      );
    }
    return { kept, rejected };
  }

  /** Gives the events that the database refuses while it takes others; rejects when it takes none. */
  private async storeChunk(events: readonly AuditEvent[]): Promise<readonly AuditEvent[]> {
    try {
      await this.options.store.storeMissing(events);
      this.settle(events);
      return [];
    } catch (failure) {
      if (events.length === 1) throw failure;
    }
    const refused: AuditEvent[] = [];
    for (const event of events) {
      try {
        await this.options.store.storeMissing([event]);
        this.settle([event]);
      } catch (failure) {
        refused.push(event);
        this.options.report(failure);
        // All so far: it is the database and not the event.
        if (refused.length > 10 && refused.length === events.indexOf(event) + 1) throw failure;
      }
    }
    return refused;
  }

  private settle(events: readonly AuditEvent[]): void {
    for (const { entry } of events) {
      const waiting = this.waiting.get(entry.id);
      if (!waiting) continue;
      this.waiting.delete(entry.id);
      waiting.left -= 1;
      if (waiting.left === 0) this.options.numbers.stored(waiting.numbers);
    }
  }
}
