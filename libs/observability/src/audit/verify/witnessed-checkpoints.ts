import { openCheckpoint, parseCheckpoint, type Checkpoint } from '../evidence/checkpoint.js';
import type { NoteVerifier } from '../evidence/note-verifier.js';
import { parseNote } from '../evidence/signed-note.js';
import type { Sql } from '../typeorm/sql.js';
import type { AuditFinding } from './audit-finding.js';
import { readLogHead } from './log-head.js';
import type { LogBreak } from './log-records.js';

/** What witnesses are compared with. */
export interface WitnessRules {
  readonly sql: Sql;
  readonly stream: string;
  readonly origin: string;
  readonly verifiers: readonly NoteVerifier[];
  readonly breaks: readonly LogBreak[];
  /** Leaves below this were pruned. */
  readonly pruned: number;
  /** Highest id among the pruned events, if a cut is proven. */
  readonly lastPruned?: string;
  /** Size of the log when it was read. */
  readonly size: number;
  readonly report: (finding: AuditFinding) => void;
  /** Are told the size of every checkpoint that agrees with the log, and of every signed one that does not. */
  readonly onAgreed?: (size: number) => void;
  readonly onDiffering?: (size: number) => void;
}

interface Witnessed extends Checkpoint {
  readonly note: string;
}

/**
 * Compares checkpoints outside of the database with those in it, whose roots have been checked against the leaves. One that
 * agrees needs no look at its signature; one that does not counts only if it is signed, so that nobody can raise a false
 * alarm with a line in a log.
 */
export class WitnessedCheckpoints {
  agreed = 0;
  outdated = 0;
  foreign = 0;
  private batch: Witnessed[] = [];
  private largestAgreed = 0;

  constructor(private readonly rules: WitnessRules) {}

  get waiting(): number {
    return this.batch.length;
  }

  add(note: string): void {
    try {
      const checkpoint = parseCheckpoint(parseNote(note).text);
      if (checkpoint.origin === this.rules.origin) this.batch.push({ ...checkpoint, note });
      else this.foreign += 1;
    } catch {
      this.foreign += 1;
    }
  }

  /** Compares what has been added. */
  async compare(): Promise<void> {
    const { batch } = this;
    this.batch = [];
    if (batch.length === 0) return;
    const roots = await this.storedRoots(batch.map(({ size }) => size));
    const differing = batch.filter(({ size, root }) => {
      const agrees = roots.get(size) === base64(root);
      if (agrees) {
        this.agreed += 1;
        this.largestAgreed = Math.max(this.largestAgreed, size);
        this.rules.onAgreed?.(size);
      }
      return !agrees;
    });
    for (const witnessed of differing) await this.settle(witnessed, roots.has(witnessed.size));
  }

  private async storedRoots(sizes: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const { sql, stream } = this.rules;
    const rows = await sql.rows<{ size: string | number; root: Uint8Array }>(
      `SELECT size, root FROM audit_checkpoint WHERE stream = ? AND size IN (${sizes.map(() => '?').join(', ')})`,
      [stream, ...sizes],
    );
    return new Map(rows.map(({ size, root }) => [Number(size), base64(root)]));
  }

  private async settle({ size, note }: Witnessed, isStored: boolean): Promise<void> {
    const { sql, stream, breaks, pruned, report, onDiffering } = this.rules;
    if (!this.isSigned(note)) {
      this.foreign += 1;
      return;
    }
    if (size < pruned || breaks.some(({ kept, lost }) => kept < size && size <= lost)) {
      this.outdated += 1;
      return;
    }
    if (size > this.rules.size) {
      // It may have been published after the log was read.
      const head = await readLogHead(sql, stream);
      if (size <= head.size) return;
      onDiffering?.(size);
      const message = `A witness has a signed checkpoint of size ${size}, but the log has ${head.size} leaves: the end was cut off.`;
      report({ kind: 'truncated', position: head.size, last: size - 1, message });
      return;
    }
    onDiffering?.(size);
    const what = isStored ? 'with another root' : 'that is no longer in the log';
    const message = `A witness has a signed checkpoint of size ${size} ${what}: history was rewritten with the keys of the log.`;
    report({ kind: 'rewritten', position: Math.min(this.largestAgreed, size - 1), last: size - 1, message });
  }

  private isSigned(note: string): boolean {
    try {
      openCheckpoint(note, this.rules.verifiers);
      return true;
    } catch {
      return false;
    }
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
