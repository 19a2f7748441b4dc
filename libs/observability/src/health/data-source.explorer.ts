import { Injectable, type InjectionToken } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { dataSourceIndicator } from './data-source.indicator.js';
import type { ReadinessIndicator } from './readiness-indicator.js';
import { isDataSource } from '../core/type-orm-mark.js';

/**
 * Makes a readiness indicator for every TypeORM data source that dependency injection knows, whether
 * `@nestjs/typeorm` or a provider of the user's made it. TypeORM itself is not loaded, so nothing happens in an
 * application without it.
 */
@Injectable()
export class DataSourceExplorer {
  constructor(private readonly modules: ModulesContainer) {}

  /**
   * The indicators, named `database` or, for a named data source, `database_<name>`. Call it once all providers are
   * instantiated, that is from `onApplicationBootstrap` on.
   */
  indicators(): ReadinessIndicator[] {
    const found = new Map<DataSource, ReadinessIndicator>();
    const names = new Set<string>();
    for (const module of this.modules.values()) {
      for (const [token, wrapper] of module.providers) {
        if (wrapper.isAlias || wrapper.isTransient || !wrapper.isDependencyTreeStatic()) {
          continue;
        }
        const dataSource: unknown = wrapper.instance;
        if (isDataSource<DataSource>(dataSource) && !found.has(dataSource)) {
          found.set(dataSource, dataSourceIndicator(unique(nameOf(token), names), dataSource));
        }
      }
    }
    return [...found.values()];
  }
}

/** `@nestjs/typeorm` injects the default data source by its class and a named one by `<name>DataSource`. */
function nameOf(token: InjectionToken): string {
  if (typeof token === 'function') {
    return 'database';
  }
  const text = typeof token === 'symbol' ? (token.description ?? '') : String(token);
  const name = text.replace(/DataSource$/, '').replace(/[^A-Za-z0-9_-]/g, '_');
  return name === '' ? 'database' : `database_${name}`.slice(0, 60);
}

function unique(name: string, taken: Set<string>): string {
  let candidate = name;
  for (let count = 2; taken.has(candidate); count++) {
    candidate = `${name}_${count}`;
  }
  taken.add(candidate);
  return candidate;
}
