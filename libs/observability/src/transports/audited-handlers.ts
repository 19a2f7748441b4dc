import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { auditedMemberOf, type AuditedDefinition } from '../audit/audited-definition.js';
import type { AuditedHandlers } from '../audit/audited-handlers.js';
import type { AnyFunction } from '../core/identity.js';
import { getMetadata } from '../core/metadata.js';
import { innermostOf } from '../core/observed-method.js';
import { messageKeys, routeKey } from './handlers.js';
import { injectedType } from './injected-type.js';

/** `this.orders.cancel(`, in the source of a handler. */
const calls = /\bthis\s*\??\.\s*(#?[\w$]+)\s*\??\.\s*([\w$]+)\s*(?:\?\.)?\s*\(/g;

/**
 * Finds out which audited methods the handlers of an application lead to: those that are audited themselves, and those whose
 * source calls an audited method of something injected. The rest is learnt from the requests that get there.
 */
export function findAuditedHandlers(modules: ModulesContainer, handlers: AuditedHandlers): void {
  const scanner = new MetadataScanner();
  for (const module of modules.values()) {
    // Gateways are providers.
    for (const { metatype, instance } of [...module.controllers.values(), ...module.providers.values()]) {
      const prototype =
        typeof metatype === 'function' ? (metatype.prototype as object | undefined) : undefined;
      if (!prototype) continue;
      for (const name of scanner.getAllMethodNames(prototype)) {
        const callback = (prototype as Record<string, unknown>)[name];
        if (!isHandler(callback)) continue;
        const handler = { owner: metatype as AnyFunction, callback };
        const own = auditedMember(prototype, name);
        if (own) handlers.isAudited(handler, own);
        for (const definition of calledBy(callback, instance, handler.owner))
          handlers.leadsTo(handler, definition);
      }
    }
  }
}

function isHandler(method: unknown): method is AnyFunction {
  return (
    typeof method === 'function' &&
    [routeKey, ...messageKeys].some(key => getMetadata(key, method) !== undefined)
  );
}

/** The audited methods that a handler calls on what is injected: into the instance, or by type where each request has one of its own. */
function* calledBy(method: AnyFunction, instance: unknown, owner: AnyFunction): Generator<AuditedDefinition> {
  const source = Function.prototype.toString.call(innermostOf(method));
  for (const [, property = '', called = ''] of source.matchAll(calls)) {
    const injected = ownValue(instance, property) ?? injectedType(owner, property)?.prototype;
    const definition =
      typeof injected === 'object' && injected !== null ? auditedMember(injected, called) : undefined;
    if (definition) yield definition;
  }
}

/** Properties are read as they are: no getter runs. */
function ownValue(instance: unknown, property: string): unknown {
  if (typeof instance !== 'object' || instance === null) return undefined;
  return Object.getOwnPropertyDescriptor(instance, property)?.value;
}

/** What a method was audited with, its own or an inherited one. */
function auditedMember(instance: object, name: string): AuditedDefinition | undefined {
  for (let owner: unknown = instance; owner; owner = Object.getPrototypeOf(owner)) {
    if (Object.hasOwn(owner, name)) return auditedMemberOf(owner, name);
  }
  return undefined;
}
