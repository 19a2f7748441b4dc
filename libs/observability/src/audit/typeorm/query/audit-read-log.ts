import type { AuditPhase, AuditValue } from '../../audit-entry.js';
import { allTenants } from './tenant-scope.js';
import type { CheckedFilter } from './checked-filter.js';

/** One question to the audit trail. */
export interface AuditRead {
  readonly action: 'audit.read' | 'audit.export';
  /** The Merkle tree that was asked about. */
  readonly stream: string;
  /** An export is announced before its first entry leaves, and told once more when it ends. @defaultValue `'result'` */
  readonly phase?: AuditPhase;
  /** What `record` gave for the announcement, when this is its end. */
  readonly announcement?: string;
  readonly filter: CheckedFilter;
  /** How many entries were given out; unknown while an export begins. */
  readonly count?: number;
  /** What was asked for beside the filter. */
  readonly operationId?: string;
  readonly traceId?: string;
  readonly eventId?: string;
  readonly format?: string;
  readonly after?: number;
  /** Last leaf that an export passed. */
  readonly position?: number;
}

/** Port: where questions to the audit trail are recorded. */
export interface AuditReadLog {
  /**
   * Records a question.
   *
   * @returns what ties the end of an export to its announcement
   * @throws when the question cannot be recorded; then it is not answered.
   */
  record(read: AuditRead): Promise<string>;
}

/** What the entry about a question says of it. */
export function readDetails({
  filter,
  count,
  operationId,
  traceId,
  eventId,
  format,
  after,
  position,
}: AuditRead): {
  readonly [key: string]: AuditValue;
} {
  const { tenant, actor, target, actions, outcomes, from, to } = filter;
  const details: Record<string, AuditValue | undefined> = {
    tenant: tenant === allTenants ? '(all)' : tenant,
    actor: actor && withoutGaps(actor),
    target: target && withoutGaps(target),
    actions,
    outcomes,
    from,
    to,
    ...{ count, operationId, traceId, eventId, format, after, position },
  };
  return withoutGaps(details);
}

function withoutGaps(members: Readonly<Record<string, AuditValue | undefined>>): {
  readonly [key: string]: AuditValue;
} {
  return Object.fromEntries(
    Object.entries(members).filter((member): member is [string, AuditValue] => member[1] !== undefined),
  );
}
