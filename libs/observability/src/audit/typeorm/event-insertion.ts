import type { AuditEvent } from '../audit-event.js';
import type { AuditDialect } from './audit-dialect.js';
import type { SqlSteps } from './sql-steps.js';

/** Port: how events get into the tables; they are sealed later, or by the same steps. */
export interface EventInsertion {
  /** Whether these events take one statement, which needs no transaction to be stored whole or not at all. */
  isOneStatement(events: readonly AuditEvent[]): boolean;
  /** Writes the events; gives what is to be done once they are committed. */
  steps(events: readonly AuditEvent[]): SqlSteps<AfterCommit>;
}

/** What is to be done once events are committed. Never throws. */
export type AfterCommit = () => void;

/** Events with pending rows, for a sealer that is told when some were committed. */
export function pendingInsertion(dialect: AuditDialect, wakeSealer: AfterCommit): EventInsertion {
  return {
    isOneStatement: events => dialect.isOneStatement(events),
    *steps(events) {
      yield* dialect.insert(events);
      return wakeSealer;
    },
  };
}

/** Writes only those events that are not stored yet, by their ids: what may have been written before is not written twice. */
export function* insertMissing(
  insertion: EventInsertion,
  events: readonly AuditEvent[],
): SqlSteps<AfterCommit> {
  const ids = events.map(({ entry }) => entry.id);
  const rows = (yield {
    statement: `SELECT id FROM audit_event WHERE id IN (${ids.map(() => '?').join(', ')})`,
    parameters: ids,
  }) as readonly { id: string }[];
  const stored = new Set(rows.map(({ id }) => id));
  const missing = events.filter(({ entry }) => !stored.has(entry.id));
  return missing.length === 0 ? () => undefined : yield* insertion.steps(missing);
}
