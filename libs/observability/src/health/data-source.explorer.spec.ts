import { Module, Scope, type Provider } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { DataSourceExplorer } from './data-source.explorer.js';

const sqlite = () => new DataSource({ type: 'better-sqlite3', database: ':memory:' });

async function namesIn(...providers: Provider[]): Promise<string[]> {
  class AppModule {}
  Module({ providers })(AppModule);
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
  const names = new DataSourceExplorer(app.get(ModulesContainer)).indicators().map(({ name }) => name);
  await app.close();
  return names;
}

describe('DataSourceExplorer', () => {
  it('names data sources after their injection tokens, each once', async () => {
    const shared = sqlite();
    const names = await namesIn(
      { provide: DataSource, useFactory: sqlite },
      { provide: 'reportsDataSource', useValue: shared },
      { provide: 'again', useValue: shared },
      { provide: 'alias', useExisting: DataSource },
      { provide: Symbol('audit log'), useFactory: sqlite },
      { provide: 'audit_log', useFactory: sqlite },
    );

    expect(names).toEqual(['database', 'database_reports', 'database_audit_log', 'database_audit_log_2']);
  });

  it('passes by what is no data source or has no instance of its own', async () => {
    const refusing = new Proxy({}, { get: (_target, key) => refuse(key) });
    const names = await namesIn(
      { provide: 'null', useValue: null },
      { provide: 'refusing', useValue: refusing },
      { provide: 'request', useFactory: sqlite, scope: Scope.REQUEST },
      { provide: 'transient', useFactory: sqlite, scope: Scope.TRANSIENT },
    );

    expect(names).toEqual([]);
  });
});

/** Lets Nest look for its lifecycle hooks, and nothing else. */
function refuse(key: PropertyKey): undefined {
  if (String(key).startsWith('@')) {
    throw new Error('outside its scope');
  }
}
