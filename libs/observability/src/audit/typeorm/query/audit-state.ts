import { canonicalJson } from '../../evidence/canonical-json.js';
import type { AuditChange, AuditValue } from '../../audit-entry.js';
import type { AuditRecord } from './audit-record.js';
import { absent, KnownFields, type KnownValue } from './known-fields.js';

/** What an object was at a moment, as far as its entries tell. */
export interface AuditState {
  /** Whether it existed; `undefined` when no entry tells. */
  readonly exists: boolean | undefined;
  /** Its fields, as far as an entry before or after the moment names them; what was never changed is not in here. */
  readonly state: AuditValue | undefined;
  /** The entry that brought it into this state; absent before the first one. */
  readonly last?: AuditRecord;
  /** Ids of earlier entries of which nobody knows whether their changes were committed; they are not in `state`. */
  readonly uncertain: readonly string[];
}

/** Whether the changes of an entry were committed. */
export function isApplied({ phase, outcome }: AuditRecord): boolean {
  return phase === 'result' && outcome === 'success';
}

/** Folds a history back into the state at a moment. */
export class StateFold {
  readonly #fields = new KnownFields();
  readonly #uncertain: string[] = [];
  #last: AuditRecord | undefined;
  #isLater = false;
  #firstLater: AuditRecord | undefined;

  /** @param until microseconds; entries up to and including this moment shape the state */
  constructor(private readonly until: number) {}

  /** Takes the next entry, in the order in which they were committed. */
  take(record: AuditRecord): void {
    const shapes = (record.changes?.length ?? 0) > 0 || record.crud === 'c' || record.crud === 'd';
    if (!shapes) return;
    // Behind the first later entry all are later, whatever their clocks say: the state is one that existed.
    this.#isLater ||= record.occurredAt > this.until;
    if (isApplied(record)) this.#apply(record);
    else if (record.outcome === 'unknown' && !this.#isLater) this.#uncertain.push(record.id);
  }

  result(): AuditState {
    const exists = this.#last ? this.#last.crud !== 'd' : this.#firstLater && this.#firstLater.crud !== 'c';
    return {
      exists,
      state: exists === false ? undefined : this.#fields.toValue(),
      ...(this.#last && { last: this.#last }),
      uncertain: this.#uncertain,
    };
  }

  #apply(record: AuditRecord): void {
    if (this.#isLater) this.#firstLater ??= record;
    else this.#last = record;
    for (const change of record.changes ?? []) {
      if (!this.#isLater) this.#fields.set(change.path, side(change, 'after'));
      // A field that was first changed later had, until then, the value from before that change.
      else if (this.#fields.get(change.path) === undefined) {
        this.#fields.set(change.path, side(change, 'before'));
      }
    }
  }
}

/** What a change says of one side; a side that did not exist is absent. */
export function side(change: AuditChange, which: 'before' | 'after'): KnownValue {
  return change[which] ?? (change[which] === null ? null : absent);
}

/** Whether two values are the same; the order of members does not matter. */
export function sameValue(left: KnownValue, right: KnownValue): boolean {
  if (left === absent || right === absent) return left === right;
  return canonicalJson(left) === canonicalJson(right);
}
