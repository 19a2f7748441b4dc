import type { AuditCapture, AuditValue } from '../../audit-entry.js';
import { isApplied, sameValue, side } from './audit-state.js';
import type { AuditRecord } from './audit-record.js';
import { absent, KnownFields, type KnownValue } from './known-fields.js';

/** A field whose value before a change is not the value after the change before it. */
export interface AuditBreak {
  /** JSON Pointer of the field. */
  readonly path: string;
  /** What the earlier entry left; without a value the field did not exist. */
  readonly expected: { readonly value?: AuditValue };
  /** What the later entry found. */
  readonly found: { readonly value?: AuditValue };
  /** Id of the entry that changed the field last. */
  readonly earlier: string;
  /** Id of the entry that found something else. */
  readonly later: string;
  /**
   * How the later entry took its images. With `locked`, somebody changed the field without an entry; otherwise two
   * operations may have overlapped, and one update is lost or one image is stale.
   */
  readonly capture: AuditCapture;
}

/** Whether the entries of one object form a chain. */
export interface AuditContinuity {
  /** Committed changes that were compared. */
  readonly changes: number;
  readonly breaks: readonly AuditBreak[];
}

/** Compares each change with the one before it on the same field. */
export class ContinuityCheck {
  readonly #fields = new KnownFields();
  /** Who wrote a path last. */
  readonly #writers = new Map<string, string>();
  readonly #breaks: AuditBreak[] = [];
  #changes = 0;

  /** Takes the next entry, in the order in which they were committed. */
  take(record: AuditRecord): void {
    if (!isApplied(record)) return;
    for (const change of record.changes ?? []) {
      this.#changes += 1;
      const found = side(change, 'before');
      const expected = this.#fields.get(change.path);
      if (expected !== undefined && !sameValue(expected, found)) {
        this.#breaks.push({
          path: change.path,
          expected: shown(expected),
          found: shown(found),
          earlier: this.#writerOf(change.path),
          later: record.id,
          capture: record.capture,
        });
      }
      this.#fields.set(change.path, side(change, 'after'));
      this.#writers.set(change.path, record.id);
    }
  }

  result(): AuditContinuity {
    return { changes: this.#changes, breaks: this.#breaks };
  }

  #writerOf(path: string): string {
    for (let end = path.length; end >= 0; end = path.lastIndexOf('/', end - 1)) {
      const writer = this.#writers.get(path.slice(0, end));
      if (writer !== undefined) return writer;
      if (end === 0) break;
    }
    return '';
  }
}

function shown(value: KnownValue): { value?: AuditValue } {
  return value === absent ? {} : { value };
}
