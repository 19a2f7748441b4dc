import { trace } from '@opentelemetry/api';
import { scopeIn, type RequestScope } from '../context/request-scope.js';
import { attr } from '../core/names.js';
import type { Operation, OperationDefinition } from '../core/operation.js';
import type { OperationRecorder } from '../core/operation-recorder.js';
import type { AuditRuntime } from './audit-runtime.js';
import type { AuditedDefinition } from './audited-definition.js';
import type { BuiltEntry } from './built-entry.js';
import { contextOf } from './entry-of.js';
import { isRefusal, outcomeOf, type FailedEnd } from './outcome-of.js';
import { targetsOf } from './targets-of.js';

/**
 * Leaves a `denied` record for a request that was refused before the audited method ran: by a guard, an interceptor, or the
 * handler itself. What a pipe refuses is no record: a request whose arguments are no arguments attempted nothing that
 * could be named, and nobody judged who sent it; its log line has the handler, the actor and the reason.
 */
export class AuditDenialRecorder implements OperationRecorder {
  readonly signal = 'audit';

  constructor(private readonly audit: AuditRuntime) {}

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
    const request = scopeIn(operation.context);
    if (!request?.handledBy) return;
    const status = operation.dimensions[attr.httpResponseStatusCode];
    if (request.thrown === undefined && status !== 401 && status !== 403) return;
    const { audit } = this;
    const attempted = audit.handlers.attemptedBy(request.handledBy);
    if (attempted.length === 0) return;
    const scope = audit.scopeOf(request);
    // The request came through: the methods themselves tell how they ended.
    if (attempted.some(definition => scope.begun.has(definition))) return;
    const denied = attempted.flatMap(definition => {
      const end = this.refusalOf(definition, request, status);
      return end ? [{ definition, end }] : [];
    });
    if (denied.length > 0) this.record(operation, request, denied);
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
      this.audit.faults.guard(`${name}: deniedWhen callback`, () => options.deniedWhen?.(thrown?.value));
    if (!isDenied) return undefined;
    return thrown
      ? outcomeOf(thrown.value, true)
      : { outcome: 'denied', reasonCode: status === 401 ? 'HTTP_401' : 'HTTP_403' };
  }

  private record(
    operation: Operation,
    request: RequestScope,
    denied: readonly { readonly definition: AuditedDefinition; readonly end: FailedEnd }[],
  ): void {
    const { audit } = this;
    const span = trace.getSpan(operation.context);
    const operationId = audit.ids.next();
    const shared = {
      ...contextOf(audit.scopeOf(request), span),
      details: { handler: request.handler ?? '' },
      occurredAt: Date.now() * 1_000,
    };
    const built = denied.map(({ definition, end }, index): BuiltEntry => {
      const { crud } = definition.options;
      const entry = {
        id: audit.ids.next(),
        operationId,
        part: index + 1,
        phase: 'result' as const,
        action: definition.action,
        ...(crud && { crud }),
        ...end,
        atomicity: 'independent' as const,
        capture: 'none' as const,
        targets: this.targetsOf(definition, request),
        ...shared,
      };
      return { entry, span: undefined, onWriteError: 'log' };
    });
    // The span ends after this recorder, and the record is written after the span.
    operation.detail(attr.auditRecordId, built[0]?.entry.id);
    audit.background(audit.write(built));
  }

  private targetsOf({ name, action, options }: AuditedDefinition, { parameters }: RequestScope) {
    const { deniedTarget } = this.audit;
    const params = (parameters ?? {}) as Record<string, string>;
    const targets = this.audit.faults.guard(`${name}: deniedTarget callback`, () =>
      targetsOf(options.deniedTarget ? options.deniedTarget({ params }) : deniedTarget?.({ params, action })),
    );
    return targets ?? [];
  }
}
