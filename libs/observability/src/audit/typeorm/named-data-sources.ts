import type { InjectionToken } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import type { DataSource } from 'typeorm';

/** A data source of the application, by the name that `@nestjs/typeorm` knows it by. */
export interface NamedDataSource {
  /** `default` for the one without a name. */
  readonly name: string;
  readonly dataSource: DataSource;
}

/** Every TypeORM data source that dependency injection knows. Call it once all providers are instantiated. */
export function namedDataSources(modules: ModulesContainer): NamedDataSource[] {
  const found = new Map<DataSource, string>();
  for (const module of modules.values()) {
    for (const [token, wrapper] of module.providers) {
      if (wrapper.isAlias || wrapper.isTransient || !wrapper.isDependencyTreeStatic()) continue;
      const dataSource: unknown = wrapper.instance;
      if (isDataSource(dataSource) && !found.has(dataSource)) found.set(dataSource, nameOf(token));
    }
  }
  return [...found].map(([dataSource, name]) => ({ name, dataSource }));
}

/** By the mark that TypeORM itself reads: it also holds when application and library resolve two copies of TypeORM. */
function isDataSource(candidate: unknown): candidate is DataSource {
  try {
    return (
      typeof candidate === 'object' &&
      candidate !== null &&
      (candidate as Record<string, unknown>)['@instanceof'] === Symbol.for('DataSource')
    );
  } catch {
    // Providers may be proxies that refuse to be looked at outside their scope.
    return false;
  }
}

/** `@nestjs/typeorm` injects the default data source by its class and a named one by `<name>DataSource`. */
function nameOf(token: InjectionToken): string {
  if (typeof token === 'function') return 'default';
  const text = typeof token === 'symbol' ? (token.description ?? '') : String(token);
  return text.replace(/DataSource$/, '') || 'default';
}
