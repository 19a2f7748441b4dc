import { isSpanContextValid, trace, type Context } from '@opentelemetry/api';
import { scopeIn, type RequestScope } from '../context/request-scope.js';
import { field } from '../core/names.js';

/** The fields that tie a line to its trace, its request and its actor. */
export function traceFields(active: Context): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  const scope = scopeIn(active);
  if (scope) addScopeFields(fields, scope);
  const span = trace.getSpanContext(active);
  if (span && isSpanContextValid(span)) {
    fields[field.traceId] = span.traceId;
    fields[field.spanId] = span.spanId;
  }
  return fields;
}

/** Fields of the application first, so that it cannot overwrite ours. */
function addScopeFields(fields: Record<string, unknown>, scope: RequestScope): void {
  for (const [key, value] of scope.fields) fields[key] = value;
  fields[field.requestId] = scope.requestId;
  const { actor } = scope;
  if (!actor) return;
  fields[field.userId] = actor.id;
  if (actor.tenant !== undefined) fields[field.tenantId] = actor.tenant;
}
