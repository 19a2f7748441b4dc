import type { InjectionToken } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { isDataSource } from '../../core/type-orm-mark.js';

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
      if (isDataSource<DataSource>(dataSource) && !found.has(dataSource))
        found.set(dataSource, nameOf(token));
    }
  }
  return [...found].map(([dataSource, name]) => ({ name, dataSource }));
}

/** `@nestjs/typeorm` injects the default data source by its class and a named one by `<name>DataSource`. */
function nameOf(token: InjectionToken): string {
  if (typeof token === 'function') return 'default';
  const text = typeof token === 'symbol' ? (token.description ?? '') : String(token);
  return text.replace(/DataSource$/, '') || 'default';
}
