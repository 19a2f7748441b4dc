import { Logger } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { observationOf } from './core/observed-method.js';
import type { Runtime } from './core/runtime.js';
import { methodsWithAttributes } from './tracing/span-attribute.decorator.js';

/**
 * Reads, never patches: notes which instances belong to this application, and warns of decorators that have no effect.
 */
export function takeInventory(modules: ModulesContainer, runtime: Runtime): void {
  const logger = new Logger('Observability');
  const seen = new Set<object>();
  for (const module of modules.values()) {
    for (const { instance, metatype } of [...module.controllers.values(), ...module.providers.values()]) {
      if (typeof instance === 'object' && instance !== null) runtime.own(instance as object);
      const prototype =
        typeof metatype === 'function' ? (metatype.prototype as object | undefined) : undefined;
      if (!prototype || seen.has(prototype)) continue;
      seen.add(prototype);
      for (const method of untracedAttributes(prototype)) {
        logger.warn(
          `@SpanAttribute() on a parameter of ${metatype?.name}.${String(method)} has no effect: add @Traced() to the method or its class.`,
        );
      }
    }
  }
}

function untracedAttributes(prototype: object): PropertyKey[] {
  return methodsWithAttributes(prototype).filter(
    method => !observationOf((prototype as Record<PropertyKey, unknown>)[method]),
  );
}
