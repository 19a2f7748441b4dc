import { openCheckpoint, type Checkpoint } from '../evidence/checkpoint.js';
import type { EventContent } from '../evidence/event-body.js';
import { Frontier } from '../evidence/frontier.js';
import { leafHash } from '../evidence/leaf-hash.js';
import type { NoteVerifier } from '../evidence/note-verifier.js';
import type { AuditFinding } from './audit-finding.js';
import { checkEvent, type EventRules } from './check-event.js';
import type { CheckpointRow } from './log-checkpoints.js';
import type { LeafRow } from './log-leaves.js';
import { findingOf, type Suspect } from './suspect.js';
import type { WriterNumbers } from './writer-numbers.js';

/** What sealed events are checked with. */
export interface SealedRules extends EventRules {
  readonly origin: string;
  readonly verifiers: readonly NoteVerifier[];
  readonly numbers: WriterNumbers;
  readonly report: (finding: AuditFinding) => void;
  /** Is shown every event that can be read. */
  readonly visit?: (content: EventContent, position: number) => void;
}

const mostSuspects = 1_000;

/**
 * Checks leaves one by one against their events, and checkpoints against the leaves. A damaged stretch ends at the next
 * checkpoint that is signed: from there on the stored right edge of the tree is trusted again, so that the rest is not
 * blamed for it.
 */
export class SealedCheck {
  private expected: number;
  private from: number;
  private suspects: Suspect[] = [];
  /** Whether the tree so far is that of consecutive leaves. */
  private isWhole = true;
  private hasFindings = false;

  constructor(
    private frontier: Frontier,
    private readonly rules: SealedRules,
  ) {
    this.expected = frontier.size;
    this.from = frontier.size;
  }

  /** Position of the next leaf. */
  get position(): number {
    return this.expected;
  }

  root(): Uint8Array {
    return this.frontier.root();
  }

  /** Takes note that leaves are missing before this position. */
  skipTo(position: number): void {
    const { expected } = this;
    const leaves = position - expected === 1 ? '1 leaf is' : `${position - expected} leaves are`;
    this.report({
      kind: 'deleted',
      position: expected,
      last: position - 1,
      message: `${leaves} missing at position ${expected}: removed together with the events.`,
    });
    this.isWhole = false;
    this.expected = position;
  }

  /** Checks the leaf at the next position. */
  leaf(row: LeafRow): void {
    const position = this.expected;
    this.expected += 1;
    if (this.isWhole) this.frontier.append(row.leaf_hash);
    if (row.id === null) {
      this.report({
        kind: 'deleted',
        position,
        eventId: row.event_id,
        message: `The event at position ${position} was deleted; its leaf is still there.`,
      });
      return;
    }
    const { content, problem } = checkEvent(row, this.rules);
    if (content) {
      this.rules.numbers.add(content);
      this.rules.visit?.(content, position);
    }
    const [sealed, found] = [row.leaf_hash, leafHash(row.body, row.mac)];
    const isLeafOfEvent = equal(found, sealed);
    if ((problem || !isLeafOfEvent) && this.suspects.length < mostSuspects) {
      this.suspects.push({ position, eventId: row.event_id, problem, isLeafOfEvent, sealed, found });
    }
  }

  /** Checks the checkpoint over all leaves so far, and settles what is wrong with those since the last one. */
  checkpoint(row: CheckpointRow): void {
    const signed = this.signed(row);
    const isRoot = this.isWhole && equal(this.frontier.root(), signed?.root ?? row.root);
    this.settle(isRoot);
    const at = { position: this.from, last: row.size - 1 };
    const name = `The checkpoint of size ${row.size}`;
    if (this.isWhole && !isRoot && !this.hasFindings) {
      const range = `The events at positions ${at.position} to ${at.last}`;
      this.report({
        kind: 'swapped',
        ...at,
        message: `${range} are genuine, but not those, or not in the order, over which the checkpoint of size ${row.size} was made: leaves were swapped or replaced.`,
      });
    }
    if (!signed) {
      const message = `${name} is not signed by a key of this log: whoever made it does not have the key.`;
      this.report({ kind: 'rewritten', ...at, message });
    } else if (!equal(signed.root, row.root)) {
      this.report({ kind: 'edited', ...at, message: `${name} was changed: its root is not the signed one.` });
    }
    if (!isRoot) this.resume(row, signed);
    else if (!equal(this.frontier.toBytes(), row.frontier)) {
      this.report({
        kind: 'edited',
        ...at,
        message: `${name} was changed: its right edge of the tree is wrong.`,
      });
    }
    this.from = row.size;
    this.hasFindings = false;
  }

  /** Settles what is left when no checkpoint follows. */
  end(): void {
    this.settle(false);
  }

  /** What the note of a checkpoint says, if it is one of this log and of this size. */
  private signed({ note, size }: CheckpointRow): Checkpoint | undefined {
    try {
      const signed = openCheckpoint(note, this.rules.verifiers);
      return signed.origin === this.rules.origin && signed.size === size ? signed : undefined;
    } catch {
      return undefined;
    }
  }

  private settle(isRoot: boolean): void {
    const sealed = new Set(this.suspects.map(suspect => hex(suspect.sealed)));
    for (const suspect of this.suspects) {
      this.report(findingOf(suspect, { isRoot, isSealedNearby: sealed.has(hex(suspect.found)) }));
    }
    this.suspects = [];
  }

  /** Goes on from a checkpoint that is trusted although the leaves before it are not. */
  private resume({ size, frontier }: CheckpointRow, signed: Checkpoint | undefined): void {
    if (!signed || size !== this.expected) return;
    try {
      const stored = Frontier.from(size, frontier);
      if (!equal(stored.root(), signed.root)) return;
      this.frontier = stored;
      this.isWhole = true;
    } catch {
      // Not the right edge of this tree: the next checkpoint may have one.
    }
  }

  private report(finding: AuditFinding): void {
    this.hasFindings = true;
    this.rules.report(finding);
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
