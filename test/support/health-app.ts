import { Module, type INestApplication, type LoggerService, type ModuleMetadata } from '@nestjs/common';
import { NestFactory, type AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { HEALTH_ENDPOINTS, HealthModule, type HealthEndpoint } from 'nestjs-observability/health';
import type { HealthModuleOptions } from 'nestjs-observability/health';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Both HTTP adapters, for `describe.each`. */
export const ADAPTERS = ['express', 'fastify'] as const;
export type AdapterName = (typeof ADAPTERS)[number];

/** What a test application consists of beside `HealthModule`. */
export interface HealthAppOptions extends ModuleMetadata {
  readonly adapter: AdapterName;
  readonly health?: HealthModuleOptions['health'];
  readonly redact?: HealthModuleOptions['redact'];
  readonly logger?: LoggerService | false;
  /** Options of `NestFactory.create()`. */
  readonly nest?: { return503OnClosing?: boolean };
}

/** Starts an application with health endpoints on a free port of the loopback interface. */
export async function startHealthApp(
  options: HealthAppOptions,
): Promise<{ app: INestApplication; url: string }> {
  const {
    adapter,
    health = {},
    redact = (value: unknown) => value,
    logger = false,
    nest,
    ...metadata
  } = options;
  class AppModule {}
  Module({ ...metadata, imports: [...(metadata.imports ?? []), HealthModule.register({ health, redact })] })(
    AppModule,
  );
  const httpAdapter = adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const app = await NestFactory.create(AppModule, httpAdapter, { logger, abortOnError: false, ...nest });
  serve(httpAdapter, app.get<HealthEndpoint[]>(HEALTH_ENDPOINTS));
  await app.listen(0, '127.0.0.1');
  return { app, url: (await app.getUrl()).replace('[::1]', '127.0.0.1') };
}

/** Serves the endpoints ahead of every middleware, guard, prefix and of Nest's own 503 while closing. */
function serve(adapter: AbstractHttpAdapter, endpoints: readonly HealthEndpoint[]): void {
  const handlers = new Map(endpoints.map(({ path, handler }) => [path, handler]));
  const onRequest = async (
    request: Raw<IncomingMessage>,
    response: Raw<ServerResponse>,
    done: () => void,
  ) => {
    const { url = '/', method = 'GET', headers } = request.raw ?? request;
    const handler = handlers.get(url.split('?')[0]!);
    if (!handler) {
      return done();
    }
    const answer = await handler({ method, headers });
    (response.raw ?? response).writeHead(answer.status, answer.headers).end(answer.body);
  };
  adapter.setOnRequestHook(onRequest);
}

/** Fastify wraps Node's messages, Express extends them. */
type Raw<Message> = Message & { raw?: Message };
