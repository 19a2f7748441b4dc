import type { AuditStore } from './audit-store.js';
import type { AuditQuery, AuditReadOptions, AuditTime } from './audit-filter.js';
import { AuditExport, type AuditExportOptions } from './audit-export.js';
import type { AuditPage, AuditRecord } from './audit-record.js';
import type { AuditRead, AuditReadLog } from './audit-read-log.js';
import type { AuditState } from './audit-state.js';
import { StateFold } from './audit-state.js';
import { checkedFilter, microseconds } from './checked-filter.js';
import { checkedId, checkedLimit, checkedPosition, checkedTraceId } from './checked-page.js';
import { idRange } from './id-range.js';
import { equal } from './filter-conditions.js';
import { ContinuityCheck, type AuditContinuity } from './continuity.js';
import { proveEvent, type AuditProof } from './event-proof.js';
import { eventPage } from './event-pages.js';
import { historyPage, wholeHistory } from './target-history.js';

/** Which part of a history. */
export interface AuditHistoryOptions extends AuditReadOptions {
  /** The `next` of the page before. */
  readonly after?: string;
  /** Entries on a page, 1 to 1000. @defaultValue `100` */
  readonly limit?: number;
}

/** How an entry is proven. */
export interface AuditProofOptions extends AuditReadOptions {
  /**
   * Number of leaves of the checkpoint to prove it by, e.g. of one that a witness has.
   * @defaultValue the first that covers it
   */
  readonly size?: number;
}

/** How the entries of a trace are found. */
export interface AuditTraceOptions extends AuditReadOptions {
  /**
   * When the trace was, give or take an hour: with it, the primary key is searched.
   * @defaultValue the whole table is read
   */
  readonly around?: AuditTime;
}

const hour = 3_600_000_000;

/** What an audit trail is read from. */
export interface AuditTrailParts {
  readonly store: AuditStore;
  /** The Merkle tree whose histories, exports and proofs are asked for. */
  readonly stream: string;
  /** Origin line of its checkpoints, for formats that name their source. */
  readonly origin?: string;
  /** Where the questions themselves are recorded. */
  readonly reads: AuditReadLog;
}

/**
 * Reads the audit trail; inject it anywhere. Every question says whose entries it may see, and is itself recorded.
 *
 * @example
 * ```ts
 * const { records } = await trail.history('Order', id, { tenant: user.tenant });
 * ```
 */
export class AuditTrail {
  constructor(private readonly parts: AuditTrailParts) {}

  /**
   * One page of entries, newest first, by id: entries that are written meanwhile neither repeat nor move what is on the
   * pages.
   *
   * @throws AuditTenantScopeError without a tenant
   * @throws InvalidAuditQueryError for a malformed condition, cursor or limit
   */
  async query(query: AuditQuery): Promise<AuditPage> {
    const call = 'AuditTrail.query()';
    const filter = checkedFilter(call, query);
    const page = await eventPage(this.parts.store, {
      filter,
      limit: checkedLimit(call, query.limit),
      first: query.first ?? 'newest',
      ...(query.after !== undefined && { after: checkedId(call, query.after) }),
    });
    await this.#read(query, { filter, count: page.records.length });
    return page;
  }

  /**
   * What happened to one object, in the order in which it was committed. Entries that name it first; others find it in
   * their list of targets only.
   *
   * @throws AuditTenantScopeError without a tenant
   */
  async history(type: string, id: string, options: AuditHistoryOptions): Promise<AuditPage> {
    const call = 'AuditTrail.history()';
    const filter = checkedFilter(call, { tenant: options.tenant, target: { type, id } });
    const page = await historyPage(this.parts.store, {
      filter,
      stream: this.parts.stream,
      limit: checkedLimit(call, options.limit),
      ...(options.after !== undefined && { after: checkedPosition(call, options.after) }),
    });
    await this.#read(options, { filter, count: page.records.length });
    return page;
  }

  /**
   * What one object was at a moment: its changes, folded back. Only fields that an entry names are known.
   *
   * @throws AuditTenantScopeError without a tenant
   * @throws InvalidAuditQueryError when the time is no moment
   */
  async at(type: string, id: string, time: AuditTime, options: AuditReadOptions): Promise<AuditState> {
    const call = 'AuditTrail.at()';
    const fold = new StateFold(microseconds(call, time));
    await this.#walk(call, { type, id }, options, fold);
    return fold.result();
  }

  /**
   * Whether the changes of one object form a chain, each beginning where the one before it ended.
   *
   * @throws AuditTenantScopeError without a tenant
   */
  async continuity(type: string, id: string, options: AuditReadOptions): Promise<AuditContinuity> {
    const check = new ContinuityCheck();
    await this.#walk('AuditTrail.continuity()', { type, id }, options, check);
    return check.result();
  }

  /**
   * Every entry of one call of an audited method, oldest first.
   *
   * @throws AuditTenantScopeError without a tenant
   * @throws InvalidAuditQueryError when the id is no UUID
   */
  async operation(operationId: string, options: AuditReadOptions): Promise<AuditPage> {
    const call = 'AuditTrail.operation()';
    const conditions = equal('e.op_id', checkedId(call, operationId));
    const filter = checkedFilter(call, { tenant: options.tenant });
    const page = await eventPage(this.parts.store, { filter, conditions, limit: 1000, first: 'oldest' });
    await this.#read(options, { filter, operationId, count: page.records.length });
    return page;
  }

  /**
   * Every entry that was made inside a trace, oldest first.
   *
   * @throws AuditTenantScopeError without a tenant
   * @throws InvalidAuditQueryError when the id is no trace id
   */
  async byTrace(traceId: string, options: AuditTraceOptions): Promise<AuditPage> {
    const call = 'AuditTrail.byTrace()';
    const around = options.around === undefined ? undefined : microseconds(call, options.around);
    const conditions = [
      ...equal('e.trace_id', checkedTraceId(call, traceId)),
      ...(around === undefined ? [] : [idRange('e.id', around - hour, around + hour)]),
    ];
    const filter = checkedFilter(call, { tenant: options.tenant });
    const page = await eventPage(this.parts.store, { filter, conditions, limit: 1000, first: 'oldest' });
    await this.#read(options, { filter, traceId, count: page.records.length });
    return page;
  }

  /**
   * Sealed entries as text, in the order of their leaves. Whatever commits late is a later leaf, so that an export that goes on
   * behind the `position` of the one before it never misses an entry.
   *
   * @example
   * ```ts
   * const run = trail.export({ tenant: allTenants, format: 'ndjson', after: saved });
   * await pipeline(run, createWriteStream('audit.ndjson', { flags: 'a' }));
   * saved = run.position;
   * ```
   * @throws AuditTenantScopeError without a tenant
   * @throws InvalidAuditQueryError for an unknown format or a malformed condition
   */
  export(options: AuditExportOptions): AuditExport {
    const call = 'AuditTrail.export()';
    const { format, after, audited = true } = options;
    return new AuditExport(this.parts, {
      call,
      filter: checkedFilter(call, options),
      format,
      audited,
      ...(after !== undefined && { after: checkedPosition(call, after) }),
    });
  }

  /**
   * Proves to somebody without access that an entry is in the log, as a C2SP tlog-proof.
   *
   * @throws AuditTenantScopeError without a tenant
   * @throws AuditNotFoundError when there is no such entry in that tenant
   * @throws AuditNotSealedError when it is too young
   * @throws AuditGapError or AuditDamagedError when the tables were changed
   */
  async prove(eventId: string, options: AuditProofOptions): Promise<AuditProof> {
    const call = 'AuditTrail.prove()';
    const { tenant } = checkedFilter(call, { tenant: options.tenant });
    const proof = await proveEvent(this.parts.store, {
      eventId: checkedId(call, eventId),
      tenant,
      call,
      ...(options.size !== undefined && { size: checkedPosition(call, options.size) }),
    });
    await this.#read(options, { filter: { tenant }, eventId, count: 1 });
    return proof;
  }

  async #walk(
    call: string,
    target: { readonly type: string; readonly id: string },
    options: AuditReadOptions,
    into: { take(record: AuditRecord): void },
  ): Promise<void> {
    const filter = checkedFilter(call, { tenant: options.tenant, target });
    let count = 0;
    for await (const record of wholeHistory(this.parts.store, { filter, stream: this.parts.stream })) {
      into.take(record);
      count += 1;
    }
    await this.#read(options, { filter, count });
  }

  async #read(
    { audited = true }: AuditReadOptions,
    details: Omit<AuditRead, 'action' | 'stream'>,
  ): Promise<void> {
    const { reads, stream } = this.parts;
    if (audited) await reads.record({ action: 'audit.read', stream, ...details });
  }
}
