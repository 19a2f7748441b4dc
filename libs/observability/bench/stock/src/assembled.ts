import { Global, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { OpenTelemetryModule, Span } from 'nestjs-otel';
import { Logger, LoggerModule, type Params } from 'nestjs-pino';
import { pino, type LoggerOptions } from 'pino';
import type { Variant } from '../../app/variant.js';
import { requestDurationProvider, RequestDurationInterceptor } from './request-duration.interceptor.js';

@Global()
@Module({
  providers: [requestDurationProvider, { provide: APP_INTERCEPTOR, useClass: RequestDurationInterceptor }],
})
class RequestMetricsModule {}

/** nestjs-otel, nestjs-pino and prom-client together, each set up as its own documentation says. */
export function assemble(mixin?: LoggerOptions['mixin']): Variant {
  return {
    traced: () => Span() as MethodDecorator,
    imports: () => [
      OpenTelemetryModule.forRoot(),
      LoggerModule.forRoot(loggerParams(mixin)),
      PrometheusModule.register({ defaultMetrics: { enabled: true } }),
      RequestMetricsModule,
    ],
    configure: app => app.useLogger(app.get(Logger)),
  };
}

function loggerParams(mixin: LoggerOptions['mixin']): Params {
  return {
    // The default route logs only "/" on Nest 12 with Fastify.
    forRoutes: ['*'],
    pinoHttp: {
      redact: ['req.headers.authorization', 'req.headers.cookie'],
      stream: pino.destination(process.env['BENCH_LOG_FILE'] ?? 1),
      ...(mixin ? { mixin } : {}),
    },
  };
}
