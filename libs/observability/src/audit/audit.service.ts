import { context, trace } from '@opentelemetry/api';
import { AmbiguousTransactionError } from './ambiguous-transaction.error.js';
import { auditOperationIn, givenAuditScope, withAuditScope } from './audit-context.js';
import type {
  AuditActor,
  AuditChange,
  AuditCrud,
  AuditEntry,
  AuditOutcome,
  AuditTarget,
  AuditValue,
} from './audit-entry.js';
import { AuditScope } from './audit-scope.js';
import type { AuditRuntime } from './audit-runtime.js';
import type { AuditTransaction } from './audit-transaction.js';
import type { AuditOnWriteError } from './audited-options.js';
import type { BuiltEntry } from './built-entry.js';
import { contextOf } from './entry-of.js';
import { plainValue } from './plain-value.js';
import { targetsOf } from './targets-of.js';
import type { TypeOrmManager } from './typeorm/typeorm-types.js';

/** An entry that the application writes by hand. */
export interface ManualAuditEntry {
  /** From a fixed list of names such as `order.export`; never contains an id. */
  readonly action: string;
  readonly target?: AuditTarget | readonly AuditTarget[];
  /** @defaultValue `'success'` */
  readonly outcome?: AuditOutcome;
  readonly crud?: AuditCrud;
  /** A bounded code that says why it ended like this. */
  readonly reasonCode?: string;
  /** Why the actor does it. */
  readonly reason?: string;
  readonly changes?: readonly AuditChange[];
  readonly details?: Readonly<Record<string, AuditValue>>;
  /** The manager of the transaction that it belongs to, where several are open at once. */
  readonly manager?: TypeOrmManager;
  /** @defaultValue inside a transaction the module's option, else `'fail'` */
  readonly onWriteError?: AuditOnWriteError;
}

/** On whose behalf a job, a message or a script works. */
export interface AuditRunOptions {
  readonly actor?: { readonly id?: string; readonly type?: AuditActor['type']; readonly actingFor?: string };
  readonly tenant?: string;
}

/** Writes to the audit trail by hand, and says who acts where no request does. */
export class AuditService {
  constructor(private readonly audit: AuditRuntime) {}

  /**
   * Records something that no decorated method stands for. Inside a transaction the record is part of it; else the promise
   * resolves when the record is durable.
   *
   * @returns the id of the record
   * @throws AmbiguousTransactionError when several transactions are open and none is named; AuditWriteError when it could not be stored.
   */
  async record(manual: ManualAuditEntry): Promise<string> {
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
    const { action, crud, outcome = 'success', reasonCode, reason, changes, details } = manual;
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
