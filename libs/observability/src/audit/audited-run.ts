import { context, type Context } from '@opentelemetry/api';
import type { IterationRun } from '../core/iteration.js';
import { auditOperationIn, withAuditOperation } from './audit-context.js';
import { AuditOperation } from './audit-operation.js';
import type { AuditRuntime } from './audit-runtime.js';
import type { AuditedDefinition } from './audited-definition.js';
import { concludeFailure, concludeSuccess } from './conclude-operation.js';
import { writeAttempt } from './write-attempt.js';

/** A call that an audited method received. */
export interface ReceivedCall {
  readonly audit: AuditRuntime;
  readonly definition: AuditedDefinition;
  /** The context of the caller. */
  readonly active: Context;
  readonly args: readonly unknown[];
}

/** One call, subscription or iteration of an audited method, from its begin to its record. */
export class AuditedRun implements IterationRun {
  private readonly operation: AuditOperation;
  private readonly inner: Context;

  constructor(private readonly call: ReceivedCall) {
    const { audit, definition, active, args } = call;
    const scope = audit.scopeFor(active);
    const parent = enclosing(active, audit);
    this.operation = new AuditOperation({ definition, scope, parent, active, args });
    this.inner = withAuditOperation(active, this.operation);
    const handler = parent ? undefined : scope.request?.handledBy;
    if (handler) audit.handlers.leadsTo(handler, definition);
  }

  get ended(): boolean {
    return this.operation.ended;
  }

  /** Runs a part of the work as that of this call. */
  inside<T>(work: () => T): T {
    return context.with(this.inner, work);
  }

  /** Makes the record of the attempt durable, before the work. */
  attempt(): Promise<void> {
    return this.inside(() => writeAttempt(this.operation));
  }

  /** Records a call that ended well. A promise rejects when the call has to fail with its record. */
  succeed(value: unknown): void | Promise<void> {
    return this.conclude(() => concludeSuccess(this.operation, { result: { value } }));
  }

  /** Records a call that threw. A promise never rejects: what was thrown stays what the caller sees. */
  fail(thrown: unknown): void | Promise<void> {
    const { audit, definition } = this.call;
    return audit.faults.guard(`audit record of ${definition.name}`, () =>
      this.conclude(() => concludeFailure(this.operation, thrown)),
    );
  }

  /** Records a stream that its consumer left before the end; what was delivered was done. */
  abort(delivered = true): void | Promise<void> {
    const details = { leftEarly: true };
    return this.conclude(() =>
      concludeSuccess(this.operation, { details, outcome: delivered ? 'success' : 'unknown' }),
    );
  }

  /** The same call once more, for another subscription. */
  again(): AuditedRun {
    return new AuditedRun(this.call);
  }

  private conclude(work: () => void | Promise<void>): void | Promise<void> {
    if (this.operation.ended) return;
    this.operation.ended = true;
    const pending = this.inside(work);
    // Whoever can wait does, and what goes wrong is counted where it happens; the end of the application waits in any case.
    if (pending) this.call.audit.background(pending.catch(() => undefined));
    return pending;
  }
}

/** The audited call around, if it belongs to the same application. */
function enclosing(active: Context, audit: AuditRuntime): AuditOperation | undefined {
  const operation = auditOperationIn(active);
  return operation?.audit === audit ? operation : undefined;
}
