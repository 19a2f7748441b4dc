import { Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { namedDataSources } from './audit/typeorm/named-data-sources.js';
import { Telemetry } from './sdk/telemetry.js';

/** Observes the databases of an application, whoever provides its data sources. */
@Injectable()
export class DatabaseWiring {
  private end: (() => void) | undefined;

  constructor(
    private readonly telemetry: Telemetry,
    private readonly modules: ModulesContainer,
  ) {}

  /** To be called when all providers are there; what an application without a data source does not need is not loaded. */
  async start(): Promise<void> {
    const { runtime, options, meter } = this.telemetry;
    if (!options.database.enabled) return;
    const sources = namedDataSources(this.modules);
    if (sources.length === 0) return;
    const { observeDataSources } = await import('./database/observe-data-sources.js');
    this.end = observeDataSources(sources, { runtime, options: options.database, meter });
  }

  stop(): void {
    this.end?.();
    this.end = undefined;
  }
}
