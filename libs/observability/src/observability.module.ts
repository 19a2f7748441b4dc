import {
  Inject,
  Logger,
  Module,
  Optional,
  type DynamicModule,
  type FactoryProvider,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { asyncTelemetry } from './async-options.js';
import { ApplicationWiring } from './application-wiring.js';
import { AuditWiring } from './audit-wiring.js';
import { BackgroundWiring } from './background-wiring.js';
import { DatabaseWiring } from './database-wiring.js';
import { takeInventory } from './inventory.js';
import { ManagementListener } from './management-listener.js';
import type { ASYNC_OPTIONS_TYPE, OPTIONS_TYPE } from './observability.module-definition.js';
import { signalModules, type SignalModules } from './signal-modules.js';
import { Telemetry } from './sdk/telemetry.js';
import { TelemetryModule } from './telemetry.module.js';
import { ApolloPlugin } from './transports/graphql/apollo.plugin.js';
import { findAuditedHandlers } from './transports/audited-handlers.js';

/**
 * Observability of a NestJS application: import it once, in the root module, and decorate methods with `@Traced()`.
 *
 * Every request becomes one trace, one measurement and one log line; `/metrics`, `/healthz` and `/ready` are served beside
 * the application's own routes. What is exported by OTLP, and where to, follows the standard `OTEL_*` variables.
 *
 * @example
 * ```ts
 * @Module({ imports: [ObservabilityModule.forRoot()] })
 * export class AppModule {}
 * ```
 */
@Module({})
export class ObservabilityModule implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Optional() @Inject(ApplicationWiring) private readonly wiring: ApplicationWiring | undefined,
    @Optional() @Inject(Telemetry) private readonly telemetry: Telemetry | undefined,
    @Optional() @Inject(AuditWiring) private readonly audit: AuditWiring | undefined,
    @Optional() @Inject(BackgroundWiring) private readonly background: BackgroundWiring | undefined,
    @Optional() @Inject(DatabaseWiring) private readonly database: DatabaseWiring | undefined,
    @Optional() @Inject(ManagementListener) private readonly management: ManagementListener | undefined,
    private readonly modules: ModulesContainer,
  ) {
    wiring?.attach();
    background?.attach();
    this.stopLast();
  }

  /**
   * Starts telemetry with the given options; every one has a default.
   *
   * @throws ObservabilityConfigurationError at bootstrap, listing every mistake and its fix.
   */
  static forRoot(options: typeof OPTIONS_TYPE = {}): DynamicModule {
    return compose(TelemetryModule.forRoot(options), signalModules(options));
  }

  /**
   * The same, with options from a factory, a class or an existing provider (`createObservabilityOptions()`).
   *
   * @throws ObservabilityConfigurationError at bootstrap, listing every mistake and its fix.
   */
  static forRootAsync(options: typeof ASYNC_OPTIONS_TYPE): DynamicModule {
    return compose(asyncTelemetry(options), signalModules());
  }

  /** Nest asks for middleware here, which is the moment between the application's filters and its routes. */
  configure(): void {
    this.background?.instancesMade();
    this.wiring?.beforeRoutes();
  }

  async onModuleInit(): Promise<void> {
    if (!this.wiring || !this.telemetry) return;
    try {
      this.wiring.afterRoutes();
      await this.wiring.beforeInit();
      await this.audit?.start();
      await this.database?.start();
      await this.management?.start();
    } catch (mistake) {
      await this.telemetry.stop();
      throw mistake;
    }
    this.background?.instancesMade();
    takeInventory(this.modules, this.telemetry.runtime);
    findAuditedHandlers(this.modules, this.telemetry.audit.handlers);
  }

  onApplicationBootstrap(): void {
    this.wiring?.report(this.management?.url);
    if (!this.telemetry) {
      new Logger('Observability').warn(
        'ObservabilityModule is imported without options, so nothing is observed. ' +
          'Import ObservabilityModule.forRoot() in the root module.',
      );
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.background?.stop();
    await this.management?.stop();
    await this.audit?.stop();
    this.database?.stop();
    await this.telemetry?.stop();
  }

  /**
   * Nest runs shutdown hooks by the distance of a module, the most distant last; global modules are all equally far. One
   * step further, so that spans and lines of every other module's hooks are still sent.
   */
  private stopLast(): void {
    for (const module of this.modules.values()) {
      if (module.metatype === ObservabilityModule) module.distance = Number.POSITIVE_INFINITY;
    }
  }
}

/** Found by `@nestjs/apollo`, where an application has it. */
const apolloPlugin: FactoryProvider = {
  provide: ApolloPlugin,
  inject: [Telemetry],
  useFactory: ({ runtime, options }: Telemetry) =>
    ApolloPlugin.create({ faults: runtime.faults, document: options.graphql.document }),
};

function compose(telemetry: DynamicModule, signals: SignalModules): DynamicModule {
  return {
    module: ObservabilityModule,
    global: true,
    imports: [telemetry, ...signals],
    providers: [
      ApplicationWiring,
      AuditWiring,
      BackgroundWiring,
      DatabaseWiring,
      ManagementListener,
      apolloPlugin,
    ],
    exports: [telemetry, ManagementListener],
  };
}
