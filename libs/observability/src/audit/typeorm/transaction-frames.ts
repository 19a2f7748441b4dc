import type { AuditOperation } from '../audit-operation.js';
import type { BuiltEntry } from '../built-entry.js';
import { CapturedWork } from './captured-work.js';
import type { TransactionCommand } from './transaction-command.js';
import { undone } from './undone.js';

/** What happened at one savepoint level. */
interface Frame {
  /** Of a savepoint that the application set by hand. */
  readonly name: string | undefined;
  readonly entries: BuiltEntry[];
  readonly works: Map<AuditOperation, CapturedWork>;
}

/** The savepoint levels of a transaction, the outermost first: a rollback undoes what its level and no other did. */
export class TransactionFrames {
  private readonly frames: Frame[] = [newFrame()];
  /** Operations whose work at some level was undone. */
  private readonly undoneWork = new Set<AuditOperation>();

  /** Entries of all levels, in the order in which they were left. */
  get entries(): readonly BuiltEntry[] {
    return this.frames.flatMap(({ entries }) => entries);
  }

  add(built: BuiltEntry): void {
    this.top.entries.push(built);
  }

  /** What an operation writes now belongs to the innermost level. */
  workOf(operation: AuditOperation): CapturedWork {
    const { works } = this.top;
    let work = works.get(operation);
    if (!work) works.set(operation, (work = new CapturedWork()));
    return work;
  }

  /** What an operation wrote at all levels that still stand. */
  standingWorkOf(operation: AuditOperation): CapturedWork {
    const whole = new CapturedWork();
    for (const { works } of this.frames) {
      const work = works.get(operation);
      if (work) whole.add(work);
    }
    return whole;
  }

  /** Whether nothing stands of what an operation wrote. */
  isUndone(operation: AuditOperation): boolean {
    return this.undoneWork.has(operation) && this.standingWorkOf(operation).isEmpty;
  }

  /** A savepoint was set. */
  push(name?: string): void {
    this.frames.push(newFrame(name));
  }

  /** A savepoint was released: its work stands and falls with the level around it. */
  release(): void {
    const frame = this.pop();
    if (!frame) return;
    this.top.entries.push(...frame.entries);
    for (const [operation, work] of frame.works) this.workOf(operation).add(work);
  }

  /** A savepoint was rolled back: what ended well at its level was rolled back, and is told with the level around it. */
  rollBack(): void {
    const frame = this.pop();
    if (!frame) return;
    this.top.entries.push(...frame.entries.map(built => undone(built, 'tx')));
    for (const [operation, work] of frame.works) {
      if (!work.isEmpty) this.undoneWork.add(operation);
    }
  }

  /** A savepoint that the application names itself: with it go all that were set after it, and a rollback leaves it set. */
  byHand(command: TransactionCommand, name: string): void {
    if (command === 'savepoint') this.push(name);
    else if (command === 'release') this.unwind(name, () => this.release());
    else if (this.unwind(name, () => this.rollBack())) this.push(name);
  }

  /** Everything was rolled back although the transaction goes on, as a database does with the victim of a deadlock. */
  rollBackAll(): void {
    while (this.frames.length > 1) this.rollBack();
    const [outermost] = this.frames.splice(0, 1, newFrame());
    for (const built of outermost?.entries ?? []) this.add(undone(built, 'after_rollback'));
  }

  private get top(): Frame {
    return this.frames.at(-1) as Frame;
  }

  private unwind(name: string, end: () => void): boolean {
    const at = this.frames.findLastIndex(frame => frame.name === name);
    if (at < 0) return false;
    while (this.frames.length > at) end();
    return true;
  }

  private pop(): Frame | undefined {
    return this.frames.length > 1 ? this.frames.pop() : undefined;
  }
}

function newFrame(name?: string): Frame {
  return { name, entries: [], works: new Map() };
}
