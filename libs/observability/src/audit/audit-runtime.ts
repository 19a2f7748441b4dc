import { context, type Context } from '@opentelemetry/api';
import { scopeIn, type RequestScope } from '../context/request-scope.js';
import type { FaultLog } from '../core/fault-log.js';
import { attr, auditField, auditLine, field } from '../core/names.js';
import { runtimeFor, type Runtime } from '../core/runtime.js';
import { auditOperationIn, givenAuditScope, silently } from './audit-context.js';
import type { AuditReceipt } from './audit-event.js';
import type { AuditLines } from './audit-lines.js';
import type { AuditListener } from './audit-listener.js';
import { AuditScope } from './audit-scope.js';
import type { AuditSink } from './audit-sink.js';
import type { AuditTransactionFinder } from './audit-transaction.js';
import { AuditWriteError } from './audit-write.error.js';
import type { AuditAtomic, AuditOnWriteError, DeniedRequest } from './audited-options.js';
import { AuditedHandlers } from './audited-handlers.js';
import type { AuditEntry, AuditTarget } from './audit-entry.js';
import type { BuiltEntry } from './built-entry.js';
import { UuidV7 } from './uuid-v7.js';

/** What an audit trail is made of. */
export interface AuditRuntimeSettings {
  /** Where entries go; nothing is audited before there is one. */
  readonly sink: AuditSink | undefined;
  readonly faults: FaultLog;
  /** Where receipts are told; absent where the sink itself writes lines. */
  readonly lines?: AuditLines;
  /** @defaultValue `'prefer'` */
  readonly atomic?: AuditAtomic;
  /** For records inside a transaction. @defaultValue `'fail'` */
  readonly onWriteError?: AuditOnWriteError;
  /** Names the target of a refused request, where the decorator does not. */
  readonly deniedTarget?: (request: DeniedRequest & { readonly action: string }) => AuditTarget | undefined;
}

/** Where the application keeps its audit trail, by a symbol that all copies of the library share. */
const auditKey = Symbol.for('nestjs-observability.audit-trail.v1');

/** The audit trail of one application: what audited methods, the TypeORM subscriber and the service write to. */
export class AuditRuntime {
  readonly ids = new UuidV7();
  readonly handlers = new AuditedHandlers();
  readonly faults: FaultLog;
  readonly atomic: AuditAtomic;
  readonly onWriteError: AuditOnWriteError;
  readonly deniedTarget: AuditRuntimeSettings['deniedTarget'];
  /** Hear what becomes of entries. */
  readonly listeners: AuditListener[] = [];
  /** Finds transactions, where a TypeORM data source is audited. */
  transactions: AuditTransactionFinder | undefined;
  private sink: AuditSink | undefined;
  private lines: AuditLines | undefined;
  private readonly scopes = new WeakMap<RequestScope, AuditScope>();
  private readonly unfinished = new Set<Promise<unknown>>();

  constructor({ sink, lines, faults, atomic, onWriteError, deniedTarget }: AuditRuntimeSettings) {
    this.sink = sink;
    this.lines = lines;
    this.faults = faults;
    this.atomic = atomic ?? 'prefer';
    this.onWriteError = onWriteError ?? 'fail';
    this.deniedTarget = deniedTarget;
  }

  /** The trail of the application that a call belongs to; `undefined` where nothing is audited. */
  static of(active: Context, instance: unknown): AuditRuntime | undefined {
    const audit =
      givenAuditScope(active)?.audit ??
      (runtimeFor(active, instance)?.extensions.get(auditKey) as AuditRuntime | undefined);
    return audit?.sink && audit;
  }

  /** Lets the decorated methods of an application find the trail. */
  attachTo(runtime: Runtime): void {
    runtime.extensions.set(auditKey, this);
  }

  /** Shown in the start-up line. */
  get description(): string | undefined {
    return this.sink?.description;
  }

  /** From now on entries go to a store, and lines only say what was stored. */
  storeIn(sink: AuditSink, lines: AuditLines | undefined): void {
    this.sink = sink;
    this.lines = lines;
  }

  /** The scope of the work that runs now; a new one where nobody opened one. */
  scopeFor(active: Context): AuditScope {
    return this.openScopeIn(active) ?? new AuditScope(this, undefined, {}, undefined, true);
  }

  /** The same, where there is one. */
  openScopeIn(active: Context): AuditScope | undefined {
    const given = givenAuditScope(active);
    if (given?.audit === this) return given;
    const request = scopeIn(active);
    return request ? this.scopeOf(request) : auditOperationIn(active)?.scope;
  }

  /** The scope of a request. */
  scopeOf(request: RequestScope): AuditScope {
    let scope = this.scopes.get(request);
    if (!scope) this.scopes.set(request, (scope = new AuditScope(this, request)));
    return scope;
  }

  /**
   * Writes entries that no transaction carries, and resolves when they are durable.
   *
   * @throws AuditWriteError when they could not be stored and one of them must not be lost.
   */
  async write(built: readonly BuiltEntry[]): Promise<void> {
    let receipts: readonly AuditReceipt[];
    try {
      receipts = await silently(async () => this.sink?.write(built.map(({ entry }) => entry)) ?? []);
    } catch (thrown) {
      this.lost(built, thrown);
      if (built.some(({ onWriteError }) => onWriteError === 'fail')) throw asWriteError(thrown);
      return;
    }
    this.stored(built, receipts);
  }

  /** Tells that entries are durable. Never throws. */
  stored(built: readonly BuiltEntry[], receipts: readonly AuditReceipt[]): void {
    const hashes = new Map(receipts.map(({ id, hash }) => [id, hash]));
    for (const { entry, span } of built) {
      const hash = hashes.get(entry.id);
      this.faults.guard('audit receipt', () => {
        if (span?.isRecording()) {
          span.setAttribute(attr.auditRecordId, entry.id);
          if (hash !== undefined) span.setAttribute(attr.auditRecordHash, hash);
        }
        if (hash !== undefined) this.receipt(entry, hash);
      });
      for (const listener of this.listeners) {
        this.faults.tell('audit listener', () => listener.stored?.(entry));
      }
    }
  }

  /** Counts entries that could not be stored. Never throws. */
  lost(built: readonly BuiltEntry[], thrown: unknown): void {
    this.faults.report('audit write', thrown);
    for (const { entry } of built) {
      for (const listener of this.listeners) {
        this.faults.tell('audit listener', () => listener.failed?.(entry, thrown));
      }
    }
  }

  /** Work that nobody waits for, except the end of the application. */
  background(work: Promise<unknown>): void {
    const tracked: Promise<unknown> = work
      .catch((thrown: unknown) => this.faults.report('audit trail', thrown))
      .finally(() => this.unfinished.delete(tracked));
    this.unfinished.add(tracked);
  }

  /** Resolves when everything that nobody waited for is written. Never rejects. */
  async settled(): Promise<void> {
    while (this.unfinished.size > 0) await Promise.all(this.unfinished);
  }

  private receipt({ id, traceId, spanId, requestId }: AuditEntry, hash: string): void {
    this.lines?.write({
      level: 'info',
      message: auditLine.receipt,
      fields: {
        // Of the call, which may have ended before its record was durable.
        ...(traceId !== undefined && { [field.traceId]: traceId }),
        ...(spanId !== undefined && { [field.spanId]: spanId }),
        ...(requestId !== undefined && { [field.requestId]: requestId }),
        [auditField.auditRecordId]: id,
        [auditField.auditRecordHash]: hash,
      },
      context: context.active(),
    });
  }
}

/** What the store threw, as the error that callers are told to expect. */
export function asWriteError(thrown: unknown): AuditWriteError {
  if (thrown instanceof AuditWriteError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AuditWriteError(message, thrown);
}
