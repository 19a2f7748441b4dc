import { ApplicationConfig, MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { getMetadata, setMetadata } from '../core/metadata.js';
import { ExceptionProbe } from './exception-probe.js';

/** Where `@UseFilters()` keeps the filters of a method; public through the decorator only. */
const filtersKey = '__exceptionFilters__';

/**
 * Puts the probe in front of all filters. Nest asks those of the method first, then of the class, then the global ones,
 * each list from its end; so the probe is the last filter of every handler, and the last global one for what has no
 * handler (middleware, the body parser, unknown routes). Call it after the application added its global filters and
 * before Nest maps the routes, i.e. from `configure()`.
 */
export function installExceptionProbe(config: ApplicationConfig, modules: ModulesContainer): void {
  const probe = new ExceptionProbe();
  config.addGlobalFilter(probe);
  const scanner = new MetadataScanner();
  for (const module of modules.values()) {
    for (const { metatype } of [...module.controllers.values(), ...module.providers.values()]) {
      const prototype = typeof metatype === 'function' ? (metatype.prototype as object | undefined) : undefined;
      if (!prototype) continue;
      for (const name of scanner.getAllMethodNames(prototype)) probeHandler(prototype, name, probe);
    }
  }
}

/** What marks a method as a handler of HTTP, RPC or WebSocket messages. */
const handlerKeys = ['path', 'microservices:pattern', 'websockets:message_mapping'];

function probeHandler(prototype: object, name: string, probe: ExceptionProbe): void {
  const method = (prototype as Record<string, unknown>)[name];
  if (typeof method !== 'function' || !handlerKeys.some(key => getMetadata(key, method) !== undefined)) return;
  const filters = (getMetadata(filtersKey, method) ?? []) as unknown[];
  if (filters.some(filter => filter instanceof ExceptionProbe)) return;
  setMetadata(filtersKey, [...filters, probe], method);
}
