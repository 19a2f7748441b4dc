import type { Resource } from '@opentelemetry/resources';

/** Resolves when the resource knows all that its detectors find out; `undefined` when it does already. */
export function pendingIn(resource: Resource | undefined): Promise<void> | undefined {
  return resource?.asyncAttributesPending === true ? resource.waitForAsyncAttributes?.() : undefined;
}
