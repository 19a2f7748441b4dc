import { Global, Logger, Module } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ObservabilityConfigurationError } from './config/observability-configuration.error.js';
import { resolveOptions } from './config/resolve-options.js';
import { describeFailure } from './core/failure.js';
import type { FaultListener } from './core/fault-log.js';
import { RequestContext } from './context/request-context.js';
import { ConfigurableModuleClass, OBSERVABILITY_OPTIONS } from './observability.module-definition.js';
import type { ObservabilityOptions } from './observability.options.js';
import { TelemetryFlush } from './sdk/shutdown/telemetry-flush.js';
import { LiveSettings } from './sdk/switch/live-settings.js';
import { ObservabilitySwitch } from './sdk/switch/observability-switch.js';
import { TelemetryTaps } from './sdk/telemetry-taps.js';
import { Telemetry } from './sdk/telemetry.js';

/** Resolves the options and starts the telemetry before anything of the application is made. */
@Global()
@Module({
  providers: [
    RequestContext,
    {
      provide: Telemetry,
      // Not optional: Nest would take a factory that fails for one that is missing, and start with the defaults.
      inject: [ModulesContainer, OBSERVABILITY_OPTIONS],
      useFactory: (modules: ModulesContainer, options: ObservabilityOptions) => {
        assertOnlyOne(modules);
        const resolved = resolveOptions(options);
        const logger = new Logger('Observability');
        const onFault: FaultListener = (site, thrown, count) => {
          const { type, message } = describeFailure(thrown);
          const what = typeof thrown === 'string' ? message : `${type}: ${message}`;
          logger.warn(`Telemetry fault in ${site} (${count} since the last report): ${what}`);
        };
        return Telemetry.start(resolved, onFault, message => logger.log(message));
      },
    },
    {
      provide: TelemetryTaps,
      inject: [Telemetry],
      useFactory: (telemetry: Telemetry) => telemetry.taps,
    },
    {
      provide: ObservabilitySwitch,
      inject: [Telemetry],
      useFactory: (telemetry: Telemetry) => telemetry.switch,
    },
    {
      provide: LiveSettings,
      inject: [Telemetry],
      useFactory: (telemetry: Telemetry) => telemetry.settings,
    },
    {
      provide: TelemetryFlush,
      inject: [Telemetry],
      useFactory: (telemetry: Telemetry) => new TelemetryFlush(timeout => telemetry.flush(timeout)),
    },
  ],
  exports: [RequestContext, Telemetry, TelemetryTaps, ObservabilitySwitch, LiveSettings, TelemetryFlush],
})
export class TelemetryModule extends ConfigurableModuleClass {}

/** Two would record every request twice. Checked before anything is started. */
function assertOnlyOne(modules: ModulesContainer): void {
  const count = [...modules.values()].filter(({ metatype }) => metatype === TelemetryModule).length;
  if (count < 2) return;
  throw new ObservabilityConfigurationError([
    {
      path: 'ObservabilityModule.forRoot()',
      message: `is imported ${count} times in one application`,
      fix: 'call forRoot() or forRootAsync() once, in the root module, and remove the other imports: the module is global',
    },
  ]);
}
