import type { AuditFinding, AuditFindingKind } from './audit-finding.js';
import type { LogBreak } from './log-records.js';

/** What a verification comes to: `incomplete` when nothing is wrong, but not everything could be checked. */
export type AuditVerdict = 'ok' | 'tampered' | 'incomplete';

/** How much was checked. */
export interface VerifiedCounts {
  /** Sealed events. */
  readonly sealed: number;
  /** Events that wait to be sealed. */
  readonly pending: number;
  readonly checkpoints: number;
  /** Writing processes whose numbers were followed. */
  readonly writers: number;
  /** Numbers that were in flight when their writer ended or that still are: nobody can tell whether they became events. */
  readonly open: number;
  /** Checkpoints of witnesses that agree with the log. */
  readonly anchors: number;
  /** Receipts of witnesses that agree with the log. */
  readonly receipts: number;
  /** Checkpoints and receipts of witnesses about what was pruned since, or lost with a restored backup. */
  readonly outdated: number;
  /** Lines of witnesses that bear no signature of this log. */
  readonly foreign: number;
}

/** What is known about a log after a verification. */
export interface AuditVerification {
  readonly verdict: AuditVerdict;
  readonly stream: string;
  /** Number of leaves, and the root over them, base64. */
  readonly size: number;
  readonly root: string;
  /** Position at which the check began: behind what was pruned, or where the caller wanted it. */
  readonly from: number;
  /** The bad record that comes first in the log. */
  readonly first?: AuditFinding;
  /** What is wrong, in the order of the log; the first hundred. */
  readonly findings: readonly AuditFinding[];
  /** How many findings there are of each kind. */
  readonly kinds: Readonly<Partial<Record<AuditFindingKind, number>>>;
  readonly counts: VerifiedCounts;
  /** Restored backups that were declared with `audit rebase`: between the sizes, events were lost. */
  readonly breaks: readonly LogBreak[];
  /** Milliseconds. */
  readonly duration: number;
}
