import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { auditedOf } from '../audit/audited-definition.js';
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
    for (const { metatype, instance } of module.controllers.values()) {
      if (typeof metatype !== 'function') continue;
      const prototype = metatype.prototype as Record<string, unknown>;
      for (const name of scanner.getAllMethodNames(prototype)) {
        const method = prototype[name];
        if (!isHandler(method)) continue;
        const handler = { owner: metatype, method: method.name };
        const own = auditedOf(method);
        if (own) handlers.isAudited(handler, own);
        for (const called of calledBy(method, instance, metatype as AnyFunction)) {
          const definition = auditedOf(called);
          if (definition) handlers.leadsTo(handler, definition);
        }
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

/** The methods that a handler calls on what is injected: into the instance, or by type where each request has one of its own. */
function* calledBy(method: AnyFunction, instance: unknown, owner: AnyFunction): Generator<unknown> {
  const source = Function.prototype.toString.call(innermostOf(method));
  for (const [, property = '', called = ''] of source.matchAll(calls)) {
    const injected = ownValue(instance, property) ?? injectedType(owner, property)?.prototype;
    if (typeof injected === 'object' && injected !== null) yield methodOf(injected, called);
  }
}

/** Properties are read as they are: no getter runs. */
function ownValue(instance: unknown, property: string): unknown {
  if (typeof instance !== 'object' || instance === null) return undefined;
  return Object.getOwnPropertyDescriptor(instance, property)?.value;
}

function methodOf(instance: object, name: string): unknown {
  for (let owner: unknown = instance; owner; owner = Object.getPrototypeOf(owner)) {
    const property = Object.getOwnPropertyDescriptor(owner, name);
    if (property) return property.value as unknown;
  }
  return undefined;
}
