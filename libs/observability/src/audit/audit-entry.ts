/**
 * How an audited operation ended. `denied` is a refusal (a guard, a `ForbiddenException`); `rolled_back` ended well but
 * its transaction did not; `unknown` means that nobody can tell, e.g. after a connection was lost during COMMIT.
 */
export type AuditOutcome = 'success' | 'failure' | 'denied' | 'rolled_back' | 'unknown';

/**
 * How firmly an entry is tied to the change it reports: `tx`, committed in the same transaction; `after_rollback`,
 * written after that transaction was rolled back; `independent`, written by itself; `attempt`, written before the work.
 */
export type AuditAtomicity = 'tx' | 'after_rollback' | 'independent' | 'attempt';

/**
 * How the before and after images were taken: `locked`, read under a lock in the same transaction; `loader`, by a loader
 * without one; `orm-unlocked`, from what TypeORM had loaded; `manual`, given by the caller; `none`, not at all.
 */
export type AuditCapture = 'locked' | 'loader' | 'orm-unlocked' | 'manual' | 'none';

/** Whether an entry announces work or reports its end. */
export type AuditPhase = 'attempt' | 'result';

/** Create, read, update, delete or execute. */
export type AuditCrud = 'c' | 'r' | 'u' | 'd' | 'x';

/** A value that canonical JSON (RFC 8785) can hold. */
export type AuditValue =
  null | boolean | number | string | readonly AuditValue[] | { readonly [key: string]: AuditValue };

/** What an operation acted on. */
export interface AuditTarget {
  /** E.g. `Order`. */
  readonly type: string;
  readonly id: string;
}

/** One changed field; a side that did not exist is absent. */
export interface AuditChange {
  /** JSON Pointer (RFC 6901). */
  readonly path: string;
  readonly before?: AuditValue;
  readonly after?: AuditValue;
}

/** On whose behalf an operation ran, from the authenticated context only. */
export interface AuditActor {
  readonly type: 'user' | 'service' | 'system' | 'unknown';
  readonly id?: string;
  /** The user whom the actor impersonates. */
  readonly actingFor?: string;
}

/** Where a request came from. */
export interface AuditSource {
  /** Client address. */
  readonly address?: string;
  readonly userAgent?: string;
  /** Method and route template, e.g. `POST /orders/:id/cancel`. */
  readonly route?: string;
}

/** What went wrong: class and code, never a message or a stack. */
export interface AuditFailure {
  readonly type: string;
  readonly code?: string;
}

/** One line of the audit trail before it is written: who did what to what, with what outcome. */
export interface AuditEntry {
  /** UUIDv7, made when the operation starts: also the idempotency key. */
  readonly id: string;
  /** All entries of one call share it. */
  readonly operationId: string;
  /** The audited operation that called this one. */
  readonly parentOperationId?: string;
  /** 1, 2, ... when one call commits several transactions. */
  readonly part: number;
  readonly phase: AuditPhase;
  /** Microseconds since the epoch, by the application's clock. */
  readonly occurredAt: number;
  /** From the decorator's fixed list, e.g. `order.cancel`; never contains an id. */
  readonly action: string;
  readonly crud?: AuditCrud;
  readonly outcome: AuditOutcome;
  /** Bounded: an exception class, an application code. */
  readonly reasonCode?: string;
  readonly atomicity: AuditAtomicity;
  readonly capture: AuditCapture;
  readonly tenant?: string;
  readonly actor: AuditActor;
  /** The first one is projected into columns. */
  readonly targets: readonly AuditTarget[];
  readonly changes?: readonly AuditChange[];
  /** What the actor gave as the reason. */
  readonly reason?: string;
  readonly failure?: AuditFailure;
  readonly source?: AuditSource;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly requestId?: string;
  /** Anything else: statement kinds, counts, coalesced reads. */
  readonly details?: { readonly [key: string]: AuditValue };
  /** Paths of `changes` (and `details`) that hold personal data and are stored encrypted, by subject. */
  readonly pii?: { readonly subject: string; readonly paths: readonly string[] };
}
