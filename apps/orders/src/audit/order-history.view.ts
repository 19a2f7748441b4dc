import type { AuditChange, AuditOutcome, AuditRecord } from 'nestjs-observability/audit';

/** One line of an order's history, as an auditor reads it. */
export interface HistoryLine {
  readonly id: string;
  /** ISO 8601, by the clock of the service. */
  readonly at: string;
  readonly action: string;
  readonly outcome: AuditOutcome;
  /** Who did it, e.g. `user alice`. */
  readonly actor: string;
  readonly reason?: string;
  /** Why it was refused or failed. */
  readonly problem?: string;
  readonly changes: readonly AuditChange[];
  /** How firmly the line is tied to the change, and how the change was seen. */
  readonly evidence: { readonly atomicity: string; readonly capture: string; readonly position?: number };
  readonly traceId?: string;
  readonly requestId?: string;
}

/** Everything that happened to one order, oldest first. */
export interface OrderHistory {
  readonly orderId: string;
  readonly lines: readonly HistoryLine[];
  /** Ids of stored lines that are not what the service wrote. */
  readonly damaged: readonly string[];
}

/** Shows a record without what only the trail needs. */
export function viewRecord(record: AuditRecord): HistoryLine {
  const { id, action, outcome, actor, reason, reasonCode, failure, changes = [], position } = record;
  const problem = reasonCode ?? failure?.type;
  return {
    id,
    at: new Date(record.occurredAt / 1000).toISOString(),
    action,
    outcome,
    actor: actor.id === undefined ? actor.type : `${actor.type} ${actor.id}`,
    ...(reason !== undefined && { reason }),
    ...(problem !== undefined && { problem }),
    changes,
    evidence: {
      atomicity: record.atomicity,
      capture: record.capture,
      ...(position !== undefined && { position }),
    },
    ...(record.traceId !== undefined && { traceId: record.traceId }),
    ...(record.requestId !== undefined && { requestId: record.requestId }),
  };
}
