import {
  ConsoleLogger,
  Controller,
  Injectable,
  Module,
  Get,
  Inject,
  type INestApplication,
  type MiddlewareConsumer,
} from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import {
  MessagePattern,
  Transport,
  ClientProxyFactory,
  type MicroserviceOptions,
} from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ObservabilityModule, RequestContext, Traced } from 'nestjs-observability';
import { captureTelemetry } from 'nestjs-observability/testing';
import type { AddressInfo, Server } from 'node:net';
import { firstValueFrom } from 'rxjs';
import { adapters, testApp } from '../support/test-app.js';
import { send } from './support/send.js';
import 'nestjs-observability/testing/jest';

const logging = { destination: { write: () => true } };

@Injectable()
class SumService {
  constructor(@Inject(RequestContext) readonly request: RequestContext) {}

  @Traced()
  async sum(numbers: readonly number[]) {
    return numbers.reduce((a, b) => a + b, 0);
  }
}

@Controller()
class SumController {
  constructor(@Inject(SumService) private readonly service: SumService) {}

  @Get('sum')
  get() {
    return this.service.sum([1, 2]);
  }

  @MessagePattern('sum')
  message(numbers: number[]) {
    return this.service.sum(numbers);
  }
}

@Module({ controllers: [SumController], providers: [SumService] })
class SumModule {}

@Module({ imports: [ObservabilityModule.forRoot({ logging }), SumModule] })
class ObservedSumModule {}

async function ask(port: number, numbers: number[]): Promise<number> {
  const client = ClientProxyFactory.create({
    transport: Transport.TCP,
    options: { host: '127.0.0.1', port },
  });
  try {
    return await firstValueFrom(client.send<number>('sum', numbers));
  } finally {
    await client.close();
  }
}

describe('Observability without HTTP', () => {
  it('works in an application context, where methods are traced', async () => {
    const app = await NestFactory.createApplicationContext(ObservedSumModule, { logger: false });
    const telemetry = captureTelemetry(app);
    expect(await app.get(SumService, { strict: false }).sum([1, 2])).toBe(3);
    expect(telemetry.tree()).toBe('SumService.sum');
    await app.close();
  });

  it('makes one operation of each message of a microservice', async () => {
    const app = await NestFactory.createMicroservice<MicroserviceOptions>(ObservedSumModule, {
      transport: Transport.TCP,
      options: { host: '127.0.0.1', port: 0 },
      logger: false,
    });
    const telemetry = captureTelemetry(app);
    await app.listen();
    expect(await ask((app.unwrap<Server>().address() as AddressInfo).port, [1, 2, 3])).toBe(6);
    await telemetry.waitForIdle();
    expect(telemetry.tree()).toBe('sum [server]\n  SumService.sum');
    const [span] = telemetry.spans();
    expect(telemetry).toHaveLogLine(
      {
        msg: 'sum completed',
        handler: 'SumController.message',
        trace_id: span?.traceId,
        request_id: expect.any(String),
      },
      { times: 1 },
    );
    await app.close();
  });
});

describe.each(adapters)('Observability on %s', adapter => {
  it('makes one operation of each message and each request of a hybrid application', async () => {
    const connect = async (app: INestApplication) => {
      app.connectMicroservice<MicroserviceOptions>(
        { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } },
        { inheritAppConfig: true },
      );
      await app.startAllMicroservices();
    };
    const running = await testApp(SumModule).on(adapter).with(connect).start();
    const [service] = running.app.getMicroservices();
    await running.telemetry.clear();
    await send(running.client, { path: '/sum' });
    await ask((service!.unwrap<Server>().address() as AddressInfo).port, [1]);
    await running.telemetry.waitForIdle();
    expect(running.telemetry.tree()).toBe(
      'GET /sum [server] 200\n  SumService.sum\n\nsum [server]\n  SumService.sum',
    );
    expect(running.telemetry.logs().filter(({ msg }) => String(msg).endsWith('completed'))).toHaveLength(2);
    await running.stop();
  });

  it('chains a request hook that the application has set, and answers for its failures', async () => {
    const seen: string[] = [];
    const adapterHook = async (request: { url?: string }, _response: unknown, done: () => void) => {
      seen.push(String(request.url));
      if (request.url === '/broken') throw new Error('the hook failed');
      done();
    };
    const http = adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter();
    http.setOnRequestHook(adapterHook as never);
    const app = await NestFactory.create(ObservedSumModule, http as ExpressAdapter, { logger: false });
    const telemetry = captureTelemetry(app);
    await app.listen(0, '127.0.0.1');
    const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
    const get = async (path: string) =>
      (await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } })).status;
    expect(await get('/sum')).toBe(200);
    expect(await get('/broken')).toBe(500);
    await telemetry.waitForIdle();
    expect(seen).toEqual(['/sum', '/broken']);
    expect(telemetry).toHaveSpan('GET /sum', { kind: 'server', times: 1 });
    expect(telemetry).toHaveLogLine(
      { status: 500, err: { type: 'Error', message: 'the hook failed' } as never },
      { times: 1 },
    );
    await app.close();
  });

  it('warns when another library takes the hook, and serves all the same', async () => {
    const take = (app: INestApplication) => {
      const http = app.getHttpAdapter() as ExpressAdapter;
      http.setOnRequestHook((_request: unknown, _response: unknown, done: () => void) => done());
    };
    const running = await testApp(SumModule).on(adapter).with(take).start();
    expect((await running.client.get('/sum')).status).toBe(200);
    expect(running.telemetry).toHaveLogLine({
      level: 'warn',
      msg: expect.stringContaining('replaced the request hook'),
    });
    await running.stop();
  });

  it('is not doubled by a bare import in a feature module, whose middleware works', async () => {
    @Module({ imports: [ObservabilityModule, SumModule] })
    class FeatureModule {
      configure(consumer: MiddlewareConsumer) {
        const middleware = (
          _request: unknown,
          response: { setHeader(n: string, v: string): void },
          next: () => void,
        ) => {
          response.setHeader('x-feature', 'yes');
          next();
        };
        consumer.apply(middleware).forRoutes(SumController);
      }
    }
    const running = await testApp(FeatureModule).on(adapter).start();
    const answer = await send(running.client, { path: '/sum' });
    expect(answer.headers.get('x-feature')).toBe('yes');
    expect(running.telemetry.tree()).toBe('GET /sum [server] 200\n  SumService.sum');
    expect(running.telemetry).toHaveLogLine({ msg: 'GET /sum completed' }, { times: 1 });
    expect(running.telemetry).toHaveLogLine({ msg: expect.stringMatching(/^Active: /) }, { times: 1 });
    await running.stop();
  });

  it('says so when forRoot() is missing', async () => {
    @Module({ imports: [ObservabilityModule] })
    class ForgetfulModule {}
    const lines: string[] = [];
    const logger = new ConsoleLogger({ json: true, colors: false });
    logger.log = () => undefined;
    logger.warn = (message: unknown) => void lines.push(String(message));
    const http = adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter();
    const app = await NestFactory.create(ForgetfulModule, http as ExpressAdapter, { logger });
    await app.init();
    expect(lines).toEqual([
      expect.stringContaining('Import ObservabilityModule.forRoot() in the root module.'),
    ]);
    await app.close();
  });

  it('refuses a second forRoot() with the fix', async () => {
    @Module({ imports: [ObservabilityModule.forRoot({ logging }), SumModule] })
    class SecondModule {}
    await expect(testApp(SecondModule).on(adapter).start()).rejects.toMatchObject({
      name: 'ObservabilityConfigurationError',
      message: expect.stringMatching(/is imported 2 times[^]*Fix: call forRoot\(\) or forRootAsync\(\) once/),
    });
  });

  it('takes one forRoot() that several modules import', async () => {
    const shared = ObservabilityModule.forRoot({ logging });
    @Module({ imports: [shared, SumModule] })
    class FeatureModule {}
    @Module({ imports: [shared, FeatureModule] })
    class RootModule {}
    const running = await testApp(RootModule).on(adapter).observedWith('own').start();
    await send(running.client, { path: '/sum' });
    expect(running.telemetry).toHaveLogLine({ msg: 'GET /sum completed' }, { times: 1 });
    expect(running.app.get(ModulesContainer).size).toBeGreaterThan(3);
    await running.stop();
  });

  it('writes the lines that Nest held back until a logger was there', async () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => lines.push(line) };
    @Module({ imports: [ObservabilityModule.forRoot({ logging: { destination } }), SumModule] })
    class BufferedModule {}
    const app = await NestFactory.create(BufferedModule, { bufferLogs: true });
    await app.listen(0, '127.0.0.1');
    expect(lines.map(line => (JSON.parse(line) as { msg: string }).msg)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('Starting Nest'),
        expect.stringContaining('Mapped {/sum'),
      ]),
    );
    await app.close();
  });
});
