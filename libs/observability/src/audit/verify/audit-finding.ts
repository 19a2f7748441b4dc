import type { NumberRange } from '../audit-event.js';

/**
 * What was done to the log, as far as the evidence tells:
 * `edited`, a record is not what was written; `deleted`, a record is gone; `forged`, a record does not come from the
 * application; `swapped`, genuine records stand in another order than was signed, or others stand in their place; `dropped`, an
 * event was withdrawn from sealing; `truncated`, the end is gone; `rewritten`, history was replaced, as signatures or
 * witnesses show; `unknown-key`, a key to check with is missing.
 */
export type AuditFindingKind =
  'edited' | 'deleted' | 'forged' | 'swapped' | 'dropped' | 'truncated' | 'rewritten' | 'unknown-key';

/** One thing that is wrong with a log. */
export interface AuditFinding {
  readonly kind: AuditFindingKind;
  /** Where in the log: position of the (first) leaf. Absent for what is not sealed. */
  readonly position?: number;
  /** Last position of a range in which the record is. */
  readonly last?: number;
  readonly eventId?: string;
  /** Numbers of a writer that no event has. */
  readonly numbers?: NumberRange & { readonly writerId: string };
  /** One sentence for people. */
  readonly message: string;
}

/** Whether a finding proves that somebody interfered; else evidence is lacking. */
export function isProof({ kind }: AuditFinding): boolean {
  return kind !== 'unknown-key';
}
