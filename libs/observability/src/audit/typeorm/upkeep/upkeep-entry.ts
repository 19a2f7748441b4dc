import { randomUUID } from 'node:crypto';
import type { AuditActor, AuditCrud, AuditEntry, AuditTarget, AuditValue } from '../../audit-entry.js';
import { UuidV7 } from '../../uuid-v7.js';

/** What is to be told about upkeep of the audit trail. */
export interface UpkeepRecord {
  readonly action: string;
  readonly crud: AuditCrud;
  readonly target: AuditTarget;
  readonly actor: AuditActor;
  readonly reason: string;
  readonly details: Readonly<Record<string, AuditValue>>;
}

/** The entry that upkeep of the audit trail leaves in it. */
export function upkeepEntry({ target, ...record }: UpkeepRecord): AuditEntry {
  return {
    ...record,
    id: new UuidV7().next(),
    operationId: randomUUID(),
    part: 1,
    phase: 'result',
    occurredAt: Date.now() * 1_000,
    outcome: 'success',
    atomicity: 'independent',
    capture: 'none',
    targets: [target],
  };
}
