import type { AuditEntry } from '../audit-entry.js';
import type { SqlSteps } from './sql-steps.js';

/** Runs steps on one connection. */
export type RunSteps = <T>(steps: () => SqlSteps<T>) => Promise<T>;

/** Port: encrypts the values that `pii` of an entry names, each with the key of its subject. */
export interface PersonalData {
  /**
   * The same entries with these values encrypted. Rejects when the key of a subject cannot be had.
   *
   * @param run the connection that will store the entries: inside a transaction the caller may hold the only one of the pool.
   */
  protect(entries: readonly AuditEntry[], run: RunSteps): Promise<readonly AuditEntry[]>;
}
