import { Inject, Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ObservabilityConfigurationError } from '../config/observability-configuration.error.js';
import type { AuditLifecycle } from './audit-lifecycle.js';
import type { AuditMonitor } from './audit-monitor.js';
import { AuditUnavailableError } from './audit-unavailable.error.js';
import { AUDIT_MODULE_OPTIONS, type AuditModuleOptions } from './audit.module-definition.js';
import { namedDataSources } from './typeorm/named-data-sources.js';
import type { RunningAuditStore } from './typeorm/running-audit-store.js';

/** Starts the audit trail in the database, where the options ask for one, and stops it. */
@Injectable()
export class AuditStarter implements AuditLifecycle {
  private store: RunningAuditStore | undefined;

  constructor(
    @Inject(AUDIT_MODULE_OPTIONS) private readonly settings: AuditModuleOptions,
    private readonly modules: ModulesContainer,
  ) {}

  get monitor(): AuditMonitor | undefined {
    return this.store?.monitor;
  }

  /** @throws AuditUnavailableError where records are log lines, and before the application has started. */
  get running(): RunningAuditStore {
    if (this.store) return this.store;
    throw new AuditUnavailableError(
      this.settings.options.mode === 'store'
        ? 'the application has not started yet: read from onApplicationBootstrap on'
        : 'no store is set up, so records are log lines: set `audit: true` in ObservabilityModule.forRoot()',
    );
  }

  async start(): Promise<void> {
    const { options, ...settings } = this.settings;
    if (options.mode !== 'store') return;
    const { startAuditStore } = await loadStore();
    this.store = await startAuditStore({
      ...settings,
      options,
      dataSources: namedDataSources(this.modules),
    });
  }

  async stop(): Promise<void> {
    await (this.store ? this.store.stop() : this.settings.runtime.settled());
  }
}

/** Loaded only when it is wanted: an application without TypeORM has no such package. */
async function loadStore(): Promise<typeof import('./typeorm/running-audit-store.js')> {
  try {
    await import('typeorm');
  } catch {
    throw new ObservabilityConfigurationError([
      {
        path: 'audit',
        message: 'keeps the audit trail in a TypeORM data source, and TypeORM is not installed',
        fix: 'run npm install @nestjs/typeorm typeorm, or leave `audit` out, and records become log lines',
      },
    ]);
  }
  return import('./typeorm/running-audit-store.js');
}
