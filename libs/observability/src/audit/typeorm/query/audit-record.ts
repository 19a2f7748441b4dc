import type { AuditEntry } from '../../audit-entry.js';

/** An entry as it is stored. */
export interface AuditRecord extends AuditEntry {
  /** The Merkle tree that it belongs to. */
  readonly stream: string;
  /** When the database took it, by the database's clock: ISO 8601 in UTC with microseconds. */
  readonly recordedAt: string;
  /** Its leaf in the tree, counted from 0; absent until it is sealed, which takes a moment. */
  readonly position?: number;
}

/** Some entries, and how to get more. */
export interface AuditPage {
  readonly records: readonly AuditRecord[];
  /**
   * Ids of rows that belong here and are not what the application wrote: their body cannot be read, or its MAC is wrong.
   * They are in no list of records; `verify` says more.
   */
  readonly damaged: readonly string[];
  /** Pass it as `after` for the next page; absent on the last one. A page may hold fewer records than the limit. */
  readonly next?: string;
}
