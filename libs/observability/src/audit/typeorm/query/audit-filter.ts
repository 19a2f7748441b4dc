import type { AuditActor, AuditOutcome } from '../../audit-entry.js';
import type { TenantScope } from './tenant-scope.js';

/** A moment: a `Date`, or a text of ISO 8601 with a time zone. */
export type AuditTime = Date | string;

/** What every question to the audit trail says. */
export interface AuditReadOptions {
  /** Whose entries; `allTenants` for everybody's. There is no default. */
  readonly tenant: TenantScope;
  /**
   * Whether the question itself leaves an entry, `audit.read` or `audit.export`.
   * @defaultValue `true`
   */
  readonly audited?: boolean;
}

/** Which entries; conditions that are left out do not restrict. */
export interface AuditFilter {
  /** Id of the actor, or its type, or both. */
  readonly actor?: string | { readonly type?: AuditActor['type']; readonly id?: string };
  /** The first target of an entry: all of a type, or one. */
  readonly target?: { readonly type: string; readonly id?: string };
  /** An action, or the beginning of some with a star: `order.*`. Several mean any of them. */
  readonly action?: string | readonly string[];
  /** Several mean any of them. */
  readonly outcome?: AuditOutcome | readonly AuditOutcome[];
  /** Entries from this moment on, by the application's clock. */
  readonly from?: AuditTime;
  /** Entries before this moment. */
  readonly to?: AuditTime;
}

/** A question for one page of entries. */
export interface AuditQuery extends AuditFilter, AuditReadOptions {
  /** The `next` of the page before. */
  readonly after?: string;
  /** Entries on a page, 1 to 1000. @defaultValue `100` */
  readonly limit?: number;
  /** By the time at which operations began. @defaultValue `'newest'` */
  readonly first?: 'newest' | 'oldest';
}
