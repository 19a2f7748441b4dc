import { trace, type Context, type Span } from '@opentelemetry/api';
import { immediate } from '../core/unwaited.js';
import type { AuditTarget, AuditValue } from './audit-entry.js';
import type { AuditScope } from './audit-scope.js';
import type { AuditRuntime } from './audit-runtime.js';
import type { AuditTransaction, AuditWork } from './audit-transaction.js';
import type { AuditedDefinition } from './audited-definition.js';
import type { AuditAtomic, AuditOnWriteError } from './audited-options.js';
import { plainValue } from './plain-value.js';
import { reasonOf } from './reason-of.js';
import { targetsOf } from './targets-of.js';

/** A call that begins. */
export interface AuditedCall {
  readonly definition: AuditedDefinition;
  readonly scope: AuditScope;
  readonly parent: AuditOperation | undefined;
  /** The context of the caller. */
  readonly active: Context;
  readonly args: readonly unknown[];
}

/** One call of an audited method while it runs: what is known of it, and which transactions it works in. */
export class AuditOperation {
  readonly id: string;
  /** Of the first entry: made now, so that entries sort in the order in which calls began. */
  private firstEntryId: string | undefined;
  /** Microseconds since the epoch. */
  readonly startedAt = Date.now() * 1_000;
  /** From the `target` option; `undefined` leaves it to what TypeORM writes. */
  readonly targets: readonly AuditTarget[] | undefined;
  readonly reason: string | undefined;
  readonly details: Readonly<Record<string, AuditValue>> | undefined;
  readonly span: Span | undefined;
  /** Transactions that it started or sent statements to. */
  readonly transactions = new Set<AuditTransaction>();
  /** What it wrote outside of transactions. */
  autocommit: AuditWork | undefined;
  /** How the last transaction ended that it started itself. */
  lastOwnEnd: 'committed' | 'rolled_back' | 'in_doubt' | undefined;
  /** Whether a statement outside of a transaction has written since the last record of it. */
  hasUnrecordedWrites = false;
  /** Records that are stored, or will be by a transaction that is open. */
  parts = 0;
  /** Transactions of its own that were rolled back since the last one that was committed. */
  rollbacks = 0;
  /** Commits whose end is being found out. */
  readonly doubts: Promise<boolean>[] = [];
  /** Set when the method has ended; what its detached work does later belongs to nobody. */
  ended = false;

  constructor(private readonly call: AuditedCall) {
    const { args, active, definition, scope } = call;
    const { target, reason, details } = definition.options;
    this.id = this.audit.ids.next();
    this.firstEntryId = this.audit.ids.next();
    this.span = trace.getSpan(active);
    scope.begun.add(definition);
    this.targets = this.ask('target', () => targetsOf(immediate(target?.(...(args as never[])))));
    this.reason = this.ask('reason', () => reasonOf(immediate(reason?.(...(args as never[])))));
    this.details = this.ask('details', () => recordOf(immediate(details?.(...(args as never[])))));
  }

  get audit(): AuditRuntime {
    return this.call.scope.audit;
  }

  get scope(): AuditScope {
    return this.call.scope;
  }

  get definition(): AuditedDefinition {
    return this.call.definition;
  }

  get parent(): AuditOperation | undefined {
    return this.call.parent;
  }

  get args(): readonly unknown[] {
    return this.call.args;
  }

  get atomic(): AuditAtomic {
    return this.definition.options.atomic ?? this.audit.atomic;
  }

  /** The id of its next entry. */
  nextEntryId(): string {
    const id = this.firstEntryId ?? this.audit.ids.next();
    this.firstEntryId = undefined;
    return id;
  }

  /** What a failed write does to the call. */
  onWriteError(inTransaction: boolean): AuditOnWriteError {
    return this.definition.options.onWriteError ?? (inTransaction ? this.audit.onWriteError : 'log');
  }

  /** Transactions that it takes part in and that can still commit. */
  get open(): AuditTransaction[] {
    return [...this.transactions].filter(transaction => transaction.open);
  }

  /** It and the audited calls around it that have not ended, from the inside out. */
  chain(): readonly AuditOperation[] {
    const around = this.parent?.chain() ?? [];
    return this.ended ? around : [this, ...around];
  }

  /** Asks a callback of the application; what it throws is reported and goes no further. */
  ask<T>(option: string, callback: () => T): T | undefined {
    return this.audit.faults.askAlways(`${this.definition.name}: ${option} callback`, callback);
  }
}

function recordOf(value: unknown): Readonly<Record<string, AuditValue>> | undefined {
  const plain = plainValue(value);
  const isRecord = typeof plain === 'object' && plain !== null && !Array.isArray(plain);
  return isRecord ? (plain as Record<string, AuditValue>) : undefined;
}
