import type { AuditEvent } from '../audit-event.js';
import type { SqlSteps } from './sql-steps.js';

/** Port: stores events outside of any transaction of the application. */
export interface EventStore {
  /** Resolves when the events are durable. Rejects when they are not, or when nobody knows. */
  store(events: readonly AuditEvent[]): Promise<void>;
  /** The same for events of which some may be stored already. */
  storeMissing(events: readonly AuditEvent[]): Promise<void>;
  /** Reads what is committed. */
  read<T>(steps: () => SqlSteps<T>): Promise<T>;
  /** Ends what it listens to. */
  close(): void;
}
