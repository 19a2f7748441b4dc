import type { AnyFunction } from '../core/identity.js';
import { getMetadata, setMetadata } from '../core/metadata.js';
import type { AuditedOptions } from './audited-options.js';

/** What an `@Audited()` says of a method; one for each decorated method. */
export interface AuditedDefinition {
  readonly action: string;
  /** `Class.method`. */
  readonly name: string;
  readonly options: AuditedOptions;
}

const auditedKey = Symbol.for('nestjs-observability.audited.v1');

/** Marks a function as audited, so that guards and other decorators see it. */
export function markAudited(method: AnyFunction, definition: AuditedDefinition): void {
  Object.defineProperty(method, auditedKey, { value: definition, configurable: true });
  setMetadata(auditedKey, definition, method);
}

/** What a method was audited with, whatever decorators were put around it as long as they keep metadata. */
export function auditedOf(method: unknown): AuditedDefinition | undefined {
  if (typeof method !== 'function') return undefined;
  const own = (method as { [auditedKey]?: AuditedDefinition })[auditedKey];
  return own ?? (getMetadata(auditedKey, method) as AuditedDefinition | undefined);
}
