import { trace } from '@opentelemetry/api';
import { scopeIn, type RequestScope } from '../context/request-scope.js';
import { attr } from '../core/names.js';
import type { Operation, OperationDefinition } from '../core/operation.js';
import type { OperationRecorder } from '../core/operation-recorder.js';
import type { AuditRuntime } from './audit-runtime.js';
import type { AuditedDefinition } from './audited-definition.js';
import { DeniedCalls } from './denied-calls.js';
import { isRefusal, outcomeOf, type FailedEnd } from './outcome-of.js';

/**
 * Leaves a `denied` record for an HTTP request that was refused before the audited method ran: by a guard, an interceptor, or
 * the handler itself. What a pipe refuses is no record: a request whose arguments are no arguments attempted nothing that
 * could be named, and nobody judged who sent it; its log line has the handler, the actor and the reason.
 */
export class AuditDenialRecorder implements OperationRecorder {
  readonly signal = 'audit';
  private readonly calls: DeniedCalls;

  constructor(private readonly audit: AuditRuntime) {
    this.calls = new DeniedCalls(audit);
  }

  observes(definition: OperationDefinition): boolean {
    return definition.type === 'http';
  }

  idle(): boolean {
    return true;
  }

  start(): void {
    // Whether a request is refused is known when it ends.
  }

  end(operation: Operation): void {
    const scope = scopeIn(operation.context);
    if (!scope?.handledBy) return;
    const status = operation.dimensions[attr.httpResponseStatusCode];
    if (scope.thrown === undefined && status !== 401 && status !== 403) return;
    if (!this.calls.mayTell(scope)) return;
    const first = this.calls.tell({
      scope,
      denied: { params: (scope.parameters ?? {}) as Record<string, string> },
      span: trace.getSpan(operation.context),
      refusalOf: definition => this.refusalOf(definition, scope, status),
    });
    // The span ends after this recorder, and the record is written after the span.
    operation.detail(attr.auditRecordId, first);
  }

  private refusalOf(
    { name, options }: AuditedDefinition,
    { thrown }: RequestScope,
    status: unknown,
  ): FailedEnd | undefined {
    const isDenied =
      status === 401 ||
      status === 403 ||
      isRefusal(thrown?.value) ||
      this.audit.faults.askAlways(`${name}: deniedWhen callback`, () => options.deniedWhen?.(thrown?.value));
    if (!isDenied) return undefined;
    return thrown
      ? outcomeOf(thrown.value, true)
      : { outcome: 'denied', reasonCode: status === 401 ? 'HTTP_401' : 'HTTP_403' };
  }
}
