import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';

/** Where all copies of the API keep what they share. */
const sharedKey = Symbol.for('opentelemetry.js.api.1');

/**
 * Why the OpenTelemetry API keeps no context in this process, with the fix; `undefined` when it does. A copy of the API uses nothing
 * that an older one has registered before it, and says nothing about it: no request would know its route, its trace or its user.
 */
export function uselessApi(): string | undefined {
  const probe = createContextKey('probe');
  const isKept = context.with(
    ROOT_CONTEXT.setValue(probe, true),
    () => context.active().getValue(probe) === true,
  );
  if (isKept) return undefined;
  const { version } = (globalThis as { [sharedKey]?: { readonly version?: string } })[sharedKey] ?? {};
  return (
    `Requests are hardly observed: another package has registered OpenTelemetry with its own copy of @opentelemetry/api, ` +
    `version ${version ?? 'unknown'}, which is older than the one of this library. Have all packages use one copy: ` +
    `"overrides": { "@opentelemetry/api": "^1.10.0" } in package.json, then npm install; npm ls @opentelemetry/api shows them.`
  );
}
