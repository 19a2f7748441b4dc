import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { ObservabilityOptions } from './observability.options.js';

/** `forRoot` and `forRootAsync` of the module, and the token of the options as they were given. */
export const {
  ConfigurableModuleClass,
  MODULE_OPTIONS_TOKEN: OBSERVABILITY_OPTIONS,
  OPTIONS_TYPE,
  ASYNC_OPTIONS_TYPE,
} = new ConfigurableModuleBuilder<ObservabilityOptions>({ moduleName: 'Observability' })
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createObservabilityOptions')
  .build();
