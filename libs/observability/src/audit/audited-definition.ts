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
const membersKey = Symbol.for('nestjs-observability.audited-members.v1');

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

/** Notes on a class which of its own methods are audited, for those whose mark a decorator of others hides. */
export function markAuditedMember(owner: object, name: PropertyKey, definition: AuditedDefinition): void {
  const members = membersOf(owner) ?? new Map<PropertyKey, AuditedDefinition>();
  members.set(name, definition);
  Object.defineProperty(owner, membersKey, { value: members, configurable: true });
}

/** What a method was audited with that stands on exactly this prototype or class: an override is another method. */
export function auditedMemberOf(owner: object, name: PropertyKey): AuditedDefinition | undefined {
  const property = Object.getOwnPropertyDescriptor(owner, name);
  return property && (auditedOf(property.value) ?? membersOf(owner)?.get(name));
}

function membersOf(owner: object): Map<PropertyKey, AuditedDefinition> | undefined {
  return Object.getOwnPropertyDescriptor(owner, membersKey)?.value as
    Map<PropertyKey, AuditedDefinition> | undefined;
}
