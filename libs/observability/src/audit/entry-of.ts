import { immediate } from '../core/unwaited.js';
import { isSpanContextValid, type Span } from '@opentelemetry/api';
import { attr } from '../core/names.js';
import type {
  AuditAtomicity,
  AuditEntry,
  AuditPhase,
  AuditSource,
  AuditTarget,
  AuditValue,
} from './audit-entry.js';
import type { AuditOperation } from './audit-operation.js';
import type { AuditScope } from './audit-scope.js';
import type { BuiltEntry } from './built-entry.js';
import { noEvidence, type Evidence } from './evidence-of-work.js';
import { isWithin, pointerOfField } from './json-pointer.js';
import type { FailedEnd } from './outcome-of.js';
import { joinedTargets, targetsOf } from './targets-of.js';

/** How an operation, or a part of it, ended. */
export interface OperationEnd {
  readonly end: FailedEnd | Pick<AuditEntry, 'outcome'>;
  readonly atomicity: AuditAtomicity;
  readonly phase?: AuditPhase;
  readonly evidence?: Evidence;
  /** What the method gave, where that is known in time. */
  readonly result?: { readonly value: unknown };
  readonly details?: Readonly<Record<string, AuditValue>>;
}

/** Makes the entry of an operation, or of a part of it. */
export function entryOf(operation: AuditOperation, ending: OperationEnd): BuiltEntry {
  const { definition, scope, parent } = operation;
  const { evidence = noEvidence, phase = 'result', atomicity } = ending;
  const { crud } = definition.options;
  const targets = joinedTargets(namedTargets(operation, ending), evidence.targets);
  const pii = piiOf(operation, targets, evidence);
  const details = {
    ...operation.details,
    ...evidence.details,
    ...retriesOf(operation, ending),
    ...ending.details,
  };
  if (phase === 'result') operation.parts += 1;
  const entry: AuditEntry = {
    id: operation.nextEntryId(),
    operationId: operation.id,
    ...(parent && { parentOperationId: parent.id }),
    part: Math.max(operation.parts, 1),
    phase,
    occurredAt: operation.startedAt,
    action: definition.action,
    ...(crud && { crud }),
    ...ending.end,
    atomicity,
    capture: evidence.capture,
    targets,
    ...(evidence.changes && evidence.changes.length > 0 && { changes: evidence.changes }),
    ...(operation.reason !== undefined && { reason: operation.reason }),
    ...contextOf(scope, operation.span),
    ...(Object.keys(details).length > 0 && { details }),
    ...(pii && { pii }),
  };
  return { entry, span: operation.span, onWriteError: operation.onWriteError(atomicity === 'tx') };
}

/** What ties an entry to who asked, from where, in which trace. */
export function contextOf(
  scope: AuditScope,
  span: Span | undefined,
): Pick<AuditEntry, 'actor' | 'tenant' | 'source' | 'traceId' | 'spanId' | 'requestId'> {
  const { request, tenant, actor } = scope;
  const source = sourceOf(scope);
  const spanContext = span?.spanContext();
  return {
    actor,
    ...(tenant !== undefined && { tenant }),
    ...(source && { source }),
    ...(spanContext &&
      isSpanContextValid(spanContext) && { traceId: spanContext.traceId, spanId: spanContext.spanId }),
    ...(request && { requestId: request.requestId }),
  };
}

function sourceOf({ request }: AuditScope): AuditSource | undefined {
  const operation = request?.operation;
  if (operation?.definition.type !== 'http') return undefined;
  const { details, dimensions } = operation;
  const route = dimensions[attr.httpRoute];
  const address = details[attr.clientAddress];
  const userAgent = details[attr.userAgentOriginal];
  return {
    ...(address !== undefined && { address: String(address) }),
    ...(userAgent !== undefined && { userAgent: String(userAgent) }),
    ...(route !== undefined && { route: `${dimensions[attr.httpRequestMethod]} ${route}` }),
  };
}

function namedTargets(operation: AuditOperation, { result }: OperationEnd): readonly AuditTarget[] {
  if (operation.targets) return operation.targets;
  const { resultTarget } = operation.definition.options;
  if (!resultTarget || !result) return [];
  return operation.ask('resultTarget', () => targetsOf(immediate(resultTarget(result.value as never)))) ?? [];
}

/** A transaction that succeeded at last. */
function retriesOf({ rollbacks }: AuditOperation, { end }: OperationEnd): Record<string, AuditValue> {
  return rollbacks > 0 && end.outcome === 'success' ? { rollbacksBefore: rollbacks } : {};
}

/** The changes that hold personal data: those of a marked field, of a part of it, and of what it is a part of. */
function piiOf(
  operation: AuditOperation,
  [target]: readonly AuditTarget[],
  { changes = [], prefixes = [] }: Evidence,
): AuditEntry['pii'] {
  const { pii } = operation.definition.options;
  if (!pii || changes.length === 0) return undefined;
  const { fields, subject } = 'fields' in pii ? pii : { fields: pii as readonly string[] };
  const marked = fields.map(pointerOfField);
  const paths = changes
    .map(({ path }) => path)
    .filter(path => {
      const field = path.slice(prefixes.find(prefix => isWithin(path, prefix))?.length ?? 0);
      return marked.some(pointer => isWithin(field, pointer) || isWithin(pointer, field));
    });
  const whose =
    operation.ask('pii subject', () => subject?.(...(operation.args as never[]))) ??
    (target && `${target.type}:${target.id}`);
  return whose === undefined || paths.length === 0 ? undefined : { subject: String(whose), paths };
}
