import { Inject, Logger as NestLogger, Module, Scope, type DynamicModule } from '@nestjs/common';
import { Logger } from 'nestjs-pino';
import { AppLogger, AppPinoLogger, type AppLoggerParams } from '../logging/pino/app-loggers.js';
import { RoutedNestLogger } from '../logging/pino/routed-nest-logger.js';
import { pinoCopies, type NestjsPino } from './pino-copies.js';
import { Telemetry } from './telemetry.js';

/**
 * nestjs-pino without its middleware: `Logger`, `PinoLogger` and `@InjectPinoLogger()` write through the application's own
 * pino, and the completion line comes from the HTTP edge, which sees more requests than a middleware does.
 */
@Module({})
export class LoggingModule {
  constructor(logger: Logger, @Inject(Telemetry) telemetry: Telemetry) {
    if (!telemetry.logging) return;
    RoutedNestLogger.use(telemetry.runtime, logger);
    NestLogger.flush();
  }

  static create(): DynamicModule {
    const copies = pinoCopies();
    return {
      module: LoggingModule,
      imports: copies.map(pinoModule),
      exports: copies.map(({ LoggerModule }) => LoggerModule),
    };
  }
}

function pinoModule({ Logger, LoggerModule, PinoLogger }: NestjsPino): DynamicModule {
  const pino = LoggerModule.forRootAsync({
    inject: [Telemetry],
    useFactory: ({ logging, options }: Telemetry): AppLoggerParams => ({
      forRoutes: [],
      requestLine: options.logging.requestLine,
      ...(logging && { logger: logging.lines.logger, pinoHttp: { logger: logging.lines.logger } }),
    }),
  });
  return {
    ...pino,
    providers: [
      ...(pino.providers ?? []),
      { provide: PinoLogger, useClass: AppPinoLogger, scope: Scope.TRANSIENT },
      { provide: Logger, useClass: AppLogger },
    ],
  };
}
