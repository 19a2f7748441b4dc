import type { AuditEvent } from '../audit-event.js';
import type { Checkpoint } from '../evidence/checkpoint.js';

/** A stored event with everything that an export says about it. */
export interface ExportedEvent {
  readonly event: AuditEvent;
  /** When the database took it, by the database's clock: ISO 8601 in UTC. */
  readonly recordedAt?: string;
  /** Its leaf in the Merkle tree, counted from 0; absent until it is sealed. */
  readonly position?: number;
  /** Which log: the origin line of its checkpoints. */
  readonly origin?: string;
  /** A signed state of the log that covers it. */
  readonly checkpoint?: Omit<Checkpoint, 'origin'>;
}
