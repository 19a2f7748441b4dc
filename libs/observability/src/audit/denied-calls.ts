import { immediate } from '../core/unwaited.js';
import type { Span } from '@opentelemetry/api';
import type { RequestScope } from '../context/request-scope.js';
import type { AuditRuntime } from './audit-runtime.js';
import type { AuditedDefinition } from './audited-definition.js';
import type { DeniedRequest } from './audited-options.js';
import type { BuiltEntry } from './built-entry.js';
import { contextOf } from './entry-of.js';
import type { FailedEnd } from './outcome-of.js';
import { targetsOf } from './targets-of.js';

/** A request or a message that did not reach what it asked for. */
export interface StoppedRequest {
  readonly scope: RequestScope;
  readonly denied: DeniedRequest;
  readonly span: Span | undefined;
  /** Says why a call was refused; `undefined` where it was not, but failed. */
  refusalOf(definition: AuditedDefinition): FailedEnd | undefined;
}

/** Leaves `denied` records of audited methods that a request would have called, had it been let through. */
export class DeniedCalls {
  constructor(private readonly audit: AuditRuntime) {}

  /** Whether the request may have attempted something that is audited, and no audited method tells of it itself. */
  mayTell({ handledBy }: RequestScope): boolean {
    return handledBy !== undefined && this.audit.handlers.attemptedBy(handledBy).length > 0;
  }

  /** @returns the id of the first record; the records are written in the background */
  tell({ scope, denied, span, refusalOf }: StoppedRequest): string | undefined {
    const { audit } = this;
    if (!scope.handledBy) return undefined;
    const attempted = audit.handlers.attemptedBy(scope.handledBy);
    const { begun } = audit.scopeOf(scope);
    // The request came through: the methods themselves tell how they ended.
    if (attempted.some(definition => begun.has(definition))) return undefined;
    const refused = attempted.flatMap(definition => {
      const end = refusalOf(definition);
      return end ? [{ definition, end }] : [];
    });
    if (refused.length === 0) return undefined;
    const operationId = audit.ids.next();
    const shared = {
      ...contextOf(audit.scopeOf(scope), span),
      details: { handler: scope.handler ?? '' },
      occurredAt: Date.now() * 1_000,
    };
    const built = refused.map(({ definition, end }, index): BuiltEntry => {
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
        targets: this.targetsOf(definition, denied),
        ...shared,
      };
      return { entry, span: undefined, onWriteError: 'log' };
    });
    audit.background(audit.write(built));
    return built[0]?.entry.id;
  }

  private targetsOf({ name, action, options }: AuditedDefinition, denied: DeniedRequest) {
    const { deniedTarget } = this.audit;
    const targets = this.audit.faults.askAlways(`${name}: deniedTarget callback`, () =>
      targetsOf(
        immediate(
          options.deniedTarget ? options.deniedTarget(denied) : deniedTarget?.({ ...denied, action }),
        ),
      ),
    );
    return targets ?? [];
  }
}
