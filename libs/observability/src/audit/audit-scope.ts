import type { RequestScope } from '../context/request-scope.js';
import type { AuditActor } from './audit-entry.js';
import type { AuditTransaction } from './audit-transaction.js';
import type { AuditRuntime } from './audit-runtime.js';
import type { AuditedDefinition } from './audited-definition.js';

/** On whose behalf work runs that no request started. */
export interface AuditIdentity {
  readonly actor?: AuditActor;
  readonly tenant?: string;
}

/** What audited calls of one request, message or job have in common. */
export class AuditScope {
  /** Transactions that were started in it and have not ended. */
  private readonly transactions: Set<AuditTransaction>;
  /** What was called in it. */
  readonly begun = new Set<AuditedDefinition>();

  constructor(
    readonly audit: AuditRuntime,
    readonly request: RequestScope | undefined,
    readonly identity: AuditIdentity = {},
    enclosing?: AuditScope,
    /** Whether an audited call made it for itself, so that it knows nothing of what happened around the call. */
    readonly isMakeshift = false,
  ) {
    this.transactions = enclosing?.transactions ?? new Set();
  }

  /** Open transactions, the newest last. */
  get open(): AuditTransaction[] {
    for (const transaction of this.transactions) {
      if (!transaction.open) this.transactions.delete(transaction);
    }
    return [...this.transactions];
  }

  started(transaction: AuditTransaction): void {
    this.transactions.add(transaction);
  }

  ended(transaction: AuditTransaction): void {
    this.transactions.delete(transaction);
  }

  get actor(): AuditActor {
    const { actor: given } = this.identity;
    if (given) return given;
    const actor = this.request?.actor;
    if (!actor) return { type: 'unknown' };
    return {
      type: actor.type ?? 'user',
      id: actor.id,
      ...(actor.actingFor !== undefined && { actingFor: actor.actingFor }),
    };
  }

  get tenant(): string | undefined {
    return this.identity.tenant ?? this.request?.actor?.tenant;
  }
}
