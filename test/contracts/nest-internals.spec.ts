import {
  Catch,
  Controller,
  Get,
  Injectable,
  Module,
  UseFilters,
  type CanActivate,
  type ExceptionFilter,
} from '@nestjs/common';
import { APP_GUARD, ApplicationConfig, HttpAdapterHost, ModulesContainer, NestFactory } from '@nestjs/core';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { SubscribeMessage } from '@nestjs/websockets';
import 'reflect-metadata';

@Catch()
class AnyFilter implements ExceptionFilter {
  catch() {}
}

class Handlers {
  @Get('orders')
  @UseFilters(AnyFilter)
  route() {}
  @MessagePattern('ask')
  ask(_data: unknown) {}
  @EventPattern('told')
  told(_data: unknown) {}
  @SubscribeMessage('said')
  said(_data: unknown) {}
}

const keysOf = (method: keyof Handlers) => Reflect.getMetadataKeys(Handlers.prototype[method]) as string[];

describe('what this library leans on in Nest 12', () => {
  it('is where decorators leave their marks', () => {
    expect(Reflect.getMetadata('path', Handlers.prototype.route)).toBe('orders');
    expect(Reflect.getMetadata('__exceptionFilters__', Handlers.prototype.route)).toEqual([AnyFilter]);
    expect(keysOf('ask')).toContain('microservices:pattern');
    expect(keysOf('told')).toContain('microservices:pattern');
    expect(keysOf('said')).toContain('websockets:message_mapping');
  });

  it.each([
    ['Express', () => new ExpressAdapter()],
    ['Fastify', () => new FastifyAdapter()],
  ])('is the field in which the %s adapter keeps its request hook', (_name, make) => {
    const adapter = make();
    const hook = () => undefined;
    adapter.setOnRequestHook(hook as never);
    expect((adapter as unknown as { onRequestHook: unknown }).onRequestHook).toBe(hook);
  });

  it('is that a guard added while modules are made comes before APP_GUARD and those of main.ts', async () => {
    const order: string[] = [];
    const guard = (name: string): CanActivate => ({ canActivate: () => order.push(name) > 0 });

    @Injectable()
    class Early {
      constructor(config: ApplicationConfig, host: HttpAdapterHost) {
        expect(host.httpAdapter).toBeDefined();
        config.addGlobalGuard(guard('ours'));
      }
    }
    @Controller()
    class RootController {
      @Get()
      root() {
        return 'ok';
      }
    }
    @Module({
      controllers: [RootController],
      providers: [{ provide: APP_GUARD, useValue: guard('APP_GUARD') }, Early],
    })
    class AppModule {}

    const app = await NestFactory.create(AppModule, new ExpressAdapter(), { logger: false });
    app.useGlobalGuards(guard('main.ts'));
    await app.listen(0, '127.0.0.1');
    await fetch(await app.getUrl(), { headers: { connection: 'close' } });
    await app.close();
    expect(order[0]).toBe('ours');
    expect(order.sort()).toEqual(['APP_GUARD', 'main.ts', 'ours']);
  });

  it('is that the module which is furthest away is told last of the shutdown', async () => {
    const order: string[] = [];
    const told = (name: string) => {
      class Told {
        onApplicationShutdown() {
          order.push(name);
        }
      }
      Module({})(Told);
      return Told;
    };
    const [first, last, plain] = [told('global first'), told('global last'), told('plain')];
    @Module({ imports: [{ module: first, global: true }, { module: last, global: true }, plain] })
    class AppModule {
      constructor(modules: ModulesContainer) {
        for (const module of modules.values()) {
          if (module.metatype === last) module.distance = Number.POSITIVE_INFINITY;
        }
      }
    }
    const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
    await app.close();
    expect(order).toEqual(['plain', 'global first', 'global last']);
  });

  it('is where Nest keeps the logger of the process', async () => {
    const { Logger } = await import('@nestjs/common');
    const slot = Logger as unknown as { staticInstanceRef: unknown };
    const before = slot.staticInstanceRef;
    const own = { log() {}, warn() {}, error() {} };
    Logger.overrideLogger(own);
    expect(slot.staticInstanceRef).toBe(own);
    Logger.overrideLogger(before as never);
    expect(slot.staticInstanceRef).toBe(before);
  });
});
