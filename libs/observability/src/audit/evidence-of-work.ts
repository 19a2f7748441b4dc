import type { AuditCapture, AuditChange, AuditTarget, AuditValue } from './audit-entry.js';

/** What is known about the changes that an operation made. */
export interface Evidence {
  readonly capture: AuditCapture;
  readonly changes?: readonly AuditChange[];
  /** Paths of entities beside the first target, whose changes stand below them: `/Product/7`. */
  readonly prefixes?: readonly string[];
  /** The entities that TypeORM wrote, in order. */
  readonly targets: readonly AuditTarget[];
  readonly details?: Readonly<Record<string, AuditValue>>;
  /** Whether all of the work was undone by the rollback of a savepoint. */
  readonly undone?: boolean;
}

/** Nothing is known. */
export const noEvidence: Evidence = { capture: 'none', targets: [] };
