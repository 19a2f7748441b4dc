import { randomUUID } from 'node:crypto';
import type { AuditEntry } from '../audit-entry.js';
import { UuidV7 } from '../uuid-v7.js';

/** The action of the last event of a process. */
export const closingAction = 'audit.writer.close';

/**
 * What a process writes as its last event: the numbers up to there are complete. Without it a deletion of the newest event
 * that is not sealed yet would leave no gap.
 */
export function closingEntry(writerId: string, events: number): AuditEntry {
  return {
    id: new UuidV7().next(),
    operationId: randomUUID(),
    part: 1,
    phase: 'result',
    occurredAt: Date.now() * 1_000,
    action: closingAction,
    crud: 'x',
    outcome: 'success',
    atomicity: 'independent',
    capture: 'none',
    actor: { type: 'system' },
    targets: [{ type: 'AuditWriter', id: writerId }],
    details: { events },
  };
}
