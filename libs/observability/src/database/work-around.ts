import type { Context } from '@opentelemetry/api';
import { scopeIn } from '../context/request-scope.js';
import { attr } from '../core/names.js';

/** What stands for the line of the application when its stack does not have it, because a promise was handed on without `await`. */
export function handlerAround(active: Context): string | undefined {
  return scopeIn(active)?.handler;
}

/** What the request or message around is called: a request gets its whole name when it ends. */
export function workAround(active: Context): string | undefined {
  const operation = scopeIn(active)?.operation;
  const route = operation?.dimensions[attr.httpRoute];
  if (!operation || route === undefined) return operation?.name;
  return `${String(operation.dimensions[attr.httpRequestMethod])} ${String(route)}`;
}
