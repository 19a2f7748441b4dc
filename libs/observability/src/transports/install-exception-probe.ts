import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import { getMetadata, setMetadata } from '../core/metadata.js';
import { handlersOf, messageKeys, routeKey } from './handlers.js';
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
  putOn(handlersOf(modules, [routeKey]), probe);
}

/** The same for messages, whose handlers Nest prepares before `configure()`: call it while modules are made. */
export function installMessageProbe(modules: ModulesContainer): void {
  putOn(handlersOf(modules, messageKeys), new ExceptionProbe());
}

function putOn(handlers: Iterable<object>, probe: ExceptionProbe): void {
  for (const method of handlers) {
    const filters = (getMetadata(filtersKey, method) ?? []) as unknown[];
    if (filters.some(filter => filter instanceof ExceptionProbe)) continue;
    setMetadata(filtersKey, [...filters, probe], method);
  }
}
