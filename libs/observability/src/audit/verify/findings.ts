import { isProof, type AuditFinding, type AuditFindingKind } from './audit-finding.js';
import type { AuditVerdict } from './audit-verification.js';

const mostKept = 100;

/** Gathers findings: all are counted, the first hundred of the log are kept. */
export class Findings {
  private readonly counts = new Map<AuditFindingKind, number>();
  private kept: AuditFinding[] = [];

  add(finding: AuditFinding): void {
    this.counts.set(finding.kind, (this.counts.get(finding.kind) ?? 0) + 1);
    this.kept.push(finding);
    if (this.kept.length >= 2 * mostKept) this.kept = this.sorted().slice(0, mostKept);
  }

  /** In the order of the log; what has no position comes last. */
  sorted(): AuditFinding[] {
    const place = ({ position }: AuditFinding): number => position ?? Number.POSITIVE_INFINITY;
    return this.kept.toSorted((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b))).slice(0, mostKept);
  }

  get kinds(): Partial<Record<AuditFindingKind, number>> {
    return Object.fromEntries(this.counts);
  }

  get verdict(): AuditVerdict {
    if (this.counts.size === 0) return 'ok';
    return [...this.counts.keys()].some(kind => isProof({ kind, message: '' })) ? 'tampered' : 'incomplete';
  }
}
