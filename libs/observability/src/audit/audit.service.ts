import { context, trace } from '@opentelemetry/api';
import { AmbiguousTransactionError } from './ambiguous-transaction.error.js';
import { auditOperationIn, givenAuditScope, withAuditScope } from './audit-context.js';
import type { AuditActor, AuditChange, AuditEntry } from './audit-entry.js';
import { AuditScope } from './audit-scope.js';
import type { AuditRuntime } from './audit-runtime.js';
import type { AuditTransaction } from './audit-transaction.js';
import { AuditUnavailableError } from './audit-unavailable.error.js';
import type { BuiltEntry } from './built-entry.js';
import { contextOf } from './entry-of.js';
import { checkManualEntry, type ManualAuditEntry } from './manual-audit-entry.js';
import { plainValue } from './plain-value.js';
import { reasonOf } from './reason-of.js';
import { targetsOf } from './targets-of.js';
import type { AuditQuery, AuditReadOptions, AuditTime } from './typeorm/query/audit-filter.js';
import type { AuditPage } from './typeorm/query/audit-record.js';
import type { AuditState } from './typeorm/query/audit-state.js';
import type { AuditHistoryOptions, AuditTraceOptions, AuditTrail } from './typeorm/query/audit-trail.js';

/** On whose behalf a job, a message or a script works. */
export interface AuditRunOptions {
  readonly actor?: { readonly id?: string; readonly type?: AuditActor['type']; readonly actingFor?: string };
  readonly tenant?: string;
}

/** Writes to the audit trail by hand, says who acts where no request does, and asks the usual questions. */
export class AuditService {
  constructor(
    private readonly audit: AuditRuntime,
    /** What it reads; absent in a script that only writes. */
    private readonly trail?: AuditTrail,
  ) {}

  /**
   * Records something that no decorated method stands for. Inside a transaction the record is part of it; else the promise
   * resolves when the record is durable.
   *
   * @returns the id of the record
   * @throws InvalidAuditEntryError for an action, an outcome, a crud or a target that is none; AmbiguousTransactionError when several
   * transactions are open and none is named; AuditWriteError when it could not be stored.
   */
  async record(manual: ManualAuditEntry): Promise<string> {
    checkManualEntry(manual);
    const transaction = this.transactionFor(manual);
    const built = this.build(manual, transaction ? 'tx' : 'independent');
    if (transaction) transaction.add(built);
    else await this.audit.write([built]);
    return built.entry.id;
  }

  /**
   * Runs work on behalf of an actor: a cron job, a queue consumer, a script. Everything audited inside names that actor,
   * whatever the request around says.
   *
   * @example `audit.run({ actor: { type: 'system', id: 'nightly-billing' }, tenant: 'acme' }, () => billing.run())`
   */
  run<T>({ actor, tenant }: AuditRunOptions, work: () => T): T {
    const active = context.active();
    const around = this.audit.openScopeIn(active);
    const identity = {
      ...givenAuditScope(active)?.identity,
      ...(actor && { actor: { type: 'system' as const, ...actor } }),
      ...(tenant !== undefined && { tenant }),
    };
    const scope = new AuditScope(this.audit, around?.request, identity, around);
    return context.with(withAuditScope(active, scope), work);
  }

  /** Resolves when every record that nobody waited for is written: at the end of a script, or of a test. */
  settled(): Promise<void> {
    return this.audit.settled();
  }

  /** One page of entries, newest first: {@link AuditTrail.query}. @throws AuditUnavailableError where records are log lines */
  async query(query: AuditQuery): Promise<AuditPage> {
    return this.readable.query(query);
  }

  /** What happened to one object: {@link AuditTrail.history}. @throws AuditUnavailableError where records are log lines */
  async history(type: string, id: string, options: AuditHistoryOptions): Promise<AuditPage> {
    return this.readable.history(type, id, options);
  }

  /** What one object was at a moment: {@link AuditTrail.at}. @throws AuditUnavailableError where records are log lines */
  async at(type: string, id: string, time: AuditTime, options: AuditReadOptions): Promise<AuditState> {
    return this.readable.at(type, id, time, options);
  }

  /** Every entry of one call: {@link AuditTrail.operation}. @throws AuditUnavailableError where records are log lines */
  async operation(operationId: string, options: AuditReadOptions): Promise<AuditPage> {
    return this.readable.operation(operationId, options);
  }

  /** Every entry of one trace: {@link AuditTrail.byTrace}. @throws AuditUnavailableError where records are log lines */
  async byTrace(traceId: string, options: AuditTraceOptions): Promise<AuditPage> {
    return this.readable.byTrace(traceId, options);
  }

  private get readable(): AuditTrail {
    if (this.trail) return this.trail;
    throw new AuditUnavailableError('this AuditService was made without an AuditTrail');
  }

  private transactionFor({ manager, action }: ManualAuditEntry): AuditTransaction | undefined {
    if (manager) {
      const named = this.audit.transactions?.transactionOf(manager);
      if (named?.open) return named;
    }
    const active = context.active();
    const operation = auditOperationIn(active);
    const used = operation?.open ?? [];
    const open = used.length > 0 ? used : (this.audit.openScopeIn(active)?.open ?? []);
    if (open.length > 1) throw new AmbiguousTransactionError(`The audit record '${action}'`, open.length);
    return open[0];
  }

  private build(manual: ManualAuditEntry, atomicity: 'tx' | 'independent'): BuiltEntry {
    const { action, crud, outcome = 'success', reasonCode, changes, details } = manual;
    const reason = reasonOf(manual.reason);
    const active = context.active();
    const span = trace.getSpan(active);
    const parent = auditOperationIn(active);
    const id = this.audit.ids.next();
    const plainDetails = plainValue(details) as AuditEntry['details'];
    const entry: AuditEntry = {
      id,
      operationId: id,
      ...(parent && { parentOperationId: parent.id }),
      part: 1,
      phase: 'result',
      occurredAt: Date.now() * 1_000,
      action,
      ...(crud && { crud }),
      outcome,
      ...(reasonCode !== undefined && { reasonCode }),
      atomicity,
      capture: changes ? 'manual' : 'none',
      targets: targetsOf(manual.target) ?? [],
      ...(changes && { changes: plainValue(changes) as unknown as readonly AuditChange[] }),
      ...(reason !== undefined && { reason }),
      ...contextOf(this.audit.scopeFor(active), span),
      ...(plainDetails && { details: plainDetails }),
    };
    const { onWriteError = atomicity === 'tx' ? this.audit.onWriteError : 'fail' } = manual;
    return { entry, span, onWriteError };
  }
}
