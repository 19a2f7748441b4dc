import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { getMetadata } from '../core/metadata.js';

/** What `@Get()` and the like leave on a method. */
export const routeKey = 'path';

/** What `@MessagePattern()`, `@EventPattern()` and `@SubscribeMessage()` leave on a method. */
export const messageKeys: readonly string[] = ['microservices:pattern', 'websockets:message_mapping'];

/** The methods of an application that carry one of the marks. */
export function* handlersOf(modules: ModulesContainer, keys: readonly string[]): Generator<object> {
  const scanner = new MetadataScanner();
  for (const module of modules.values()) {
    for (const { metatype } of [...module.controllers.values(), ...module.providers.values()]) {
      const prototype =
        typeof metatype === 'function' ? (metatype.prototype as object | undefined) : undefined;
      if (!prototype) continue;
      for (const name of scanner.getAllMethodNames(prototype)) {
        const method = (prototype as Record<string, unknown>)[name];
        if (typeof method === 'function' && keys.some(key => getMetadata(key, method) !== undefined))
          yield method;
      }
    }
  }
}

/** Whether an application takes messages beside HTTP requests. */
export function hasMessageHandlers(modules: ModulesContainer): boolean {
  return handlersOf(modules, messageKeys).next().done !== true;
}
