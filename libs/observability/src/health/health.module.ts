import { Global, Inject, Module } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { DataSourceExplorer } from './data-source.explorer.js';
import { DrainState } from './drain-state.js';
import { EventLoopIndicator } from './event-loop.indicator.js';
import { createHealthDetails, HEALTH_DETAILS } from './health-details.js';
import { createHealthEndpoints, HEALTH_ENDPOINTS } from './health-endpoints.js';
import { ConfigurableModuleClass, HEALTH_MODULE_OPTIONS } from './health.module-definition.js';
import { toHealthSettings, type HealthModuleOptions } from './health.module-options.js';
import { HealthRegistry } from './health.registry.js';
import { Readiness } from './readiness.js';

/**
 * Liveness and readiness on `@nestjs/terminus`. `HealthRegistry` and the indicators of Terminus are injectable
 * everywhere; the endpoints, under `HEALTH_ENDPOINTS`, are served by whoever owns the HTTP adapter.
 */
@Global()
@Module({
  imports: [TerminusModule],
  providers: [
    HealthRegistry,
    DrainState,
    DataSourceExplorer,
    Readiness,
    {
      provide: EventLoopIndicator,
      inject: [HEALTH_MODULE_OPTIONS],
      useFactory: ({ health }: HealthModuleOptions) =>
        new EventLoopIndicator(toHealthSettings(health).maxEventLoopDelay),
    },
    {
      provide: HEALTH_ENDPOINTS,
      inject: [Readiness, HEALTH_MODULE_OPTIONS],
      useFactory: createHealthEndpoints,
    },
    { provide: HEALTH_DETAILS, inject: [Readiness], useFactory: createHealthDetails },
  ],
  exports: [HealthRegistry, Readiness, DrainState, HEALTH_ENDPOINTS, HEALTH_DETAILS, TerminusModule],
})
export class HealthModule
  extends ConfigurableModuleClass
  implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy
{
  constructor(
    private readonly registry: HealthRegistry,
    private readonly drain: DrainState,
    private readonly dataSources: DataSourceExplorer,
    private readonly readiness: Readiness,
    private readonly eventLoop: EventLoopIndicator,
    @Inject(HEALTH_MODULE_OPTIONS) options: HealthModuleOptions,
  ) {
    super();
    registry.register(eventLoop);
    toHealthSettings(options.health).indicators.forEach(indicator => registry.register(indicator));
  }

  onModuleInit(): void {
    this.drain.watch();
  }

  onApplicationBootstrap(): void {
    this.dataSources.indicators().forEach(indicator => this.registry.register(indicator));
    this.eventLoop.start();
    this.readiness.start();
  }

  /** Covers adapters that never call `beforeClose`, later than the others. */
  onModuleDestroy(): void {
    this.drain.begin();
    this.eventLoop.stop();
  }
}
