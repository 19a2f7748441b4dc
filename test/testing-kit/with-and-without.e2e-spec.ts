import {
  Controller,
  Get,
  Header,
  HttpException,
  Injectable,
  Module,
  Param,
  Post,
  Body,
  Query,
} from '@nestjs/common';
import { APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Traced } from 'nestjs-observability';
import {
  hostileValues,
  runWithAndWithout,
  type CreateApp,
  type DifferentialStep,
} from 'nestjs-observability/testing';
import { types } from 'node:util';
import { map } from 'rxjs';
import { adapters, type Adapter } from '../support/test-app.js';

const values = hostileValues();

@Injectable()
class ThingsService {
  @Traced()
  give(at: number): unknown {
    return values[at]?.value;
  }

  @Traced()
  fail(at: number): never {
    throw values[at]?.value;
  }

  @Traced()
  async failLater(at: number): Promise<never> {
    await Promise.resolve();
    throw values[at]?.value;
  }
}

@Controller('things')
class ThingsController {
  constructor(private readonly things: ThingsService) {}

  @Get('plain')
  @Header('etag', '"1"')
  plain(@Query() query: object) {
    return { query };
  }

  @Post()
  create(@Body() body: object) {
    return body;
  }

  @Get('refused')
  refuse(): never {
    throw new HttpException({ reason: 'no' }, 418);
  }

  @Get('thrown/:at')
  thrown(@Param('at') at: string): never {
    return this.things.fail(Number(at));
  }
}

@Module({ controllers: [ThingsController], providers: [ThingsService] })
class ThingsModule {}

type Meddling = 'nothing' | 'headers' | 'status' | 'order' | 'values';

/** With a fault of an observability library, on purpose. */
function createApp(adapter: Adapter, meddling: Meddling = 'nothing'): CreateApp {
  return async (observability, note) => {
    const observed = observability.length > 0;
    const meddles = (what: Meddling) => observed && meddling === what;
    const interceptor = {
      intercept: (_context: unknown, next: { handle(): import('rxjs').Observable<unknown> }) => {
        if (meddles('order')) note('after');
        note('before');
        if (!meddles('order')) note('after');
        return next.handle().pipe(map(value => (meddles('values') ? { value } : value)));
      },
    };
    @Module({
      imports: [...observability, ThingsModule],
      providers: [{ provide: APP_INTERCEPTOR, useValue: interceptor }],
    })
    class AppModule {}
    const http = adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter();
    const app = await NestFactory.create(AppModule, http as ExpressAdapter, {
      logger: false,
      abortOnError: false,
    });
    if (meddles('headers') || meddles('status'))
      app.useGlobalFilters({
        catch(_thrown: unknown, host: import('@nestjs/common').ArgumentsHost) {
          const response: unknown = host.switchToHttp().getResponse();
          if (meddles('headers')) http.setHeader(response as never, 'x-meddled', 'yes');
          void http.reply(response as never, { reason: 'no' }, meddles('status') ? 500 : 418);
        },
      });
    return app;
  };
}

const requests: DifferentialStep[] = [
  { path: '/things/plain?a=1&a=2&token=secret' },
  { method: 'POST', path: '/things', json: { name: 'lamp', list: [1, null] } },
  { method: 'POST', path: '/things', body: '{"name":', headers: { 'content-type': 'application/json' } },
  { method: 'HEAD', path: '/things/plain' },
  { method: 'OPTIONS', path: '/things' },
  { path: '/things/refused' },
  { path: '/nowhere' },
  { path: '/%E0%A4%A' },
];

describe.each(adapters)('runWithAndWithout() on %s', adapter => {
  it('finds no difference that this library makes', async () => {
    const errors = values.flatMap(({ value }, at) =>
      types.isNativeError(value) ? [{ path: `/things/thrown/${at}` }] : [],
    );
    const calls = values.flatMap<DifferentialStep>((_value, at) => [
      app => app.get(ThingsService).give(at) === values[at]?.value,
      app => {
        app.get(ThingsService).fail(at);
      },
      app => app.get(ThingsService).failLater(at),
    ]);
    expect(errors.length).toBeGreaterThan(3);
    expect(await runWithAndWithout(createApp(adapter), [...requests, ...errors, ...calls])).toEqual([]);
  });

  it.each<[Meddling, string[]]>([
    ['headers', ['GET /things/refused: header x-meddled']],
    ['status', ['GET /things/refused: status']],
    ['order', ['events: order']],
    ['values', ['GET /things/plain: header content-length', 'GET /things/plain: body']],
  ])('finds a difference in %s', async (meddling, expected) => {
    const steps =
      meddling === 'values'
        ? [{ path: '/things/plain' }]
        : [{ path: '/things/refused' }, { path: '/things/plain' }];
    const found = await runWithAndWithout(createApp(adapter, meddling), steps);
    expect(found.map(({ step, what }) => `${step}: ${what}`)).toEqual(expect.arrayContaining(expected));
  });

  it('compares what calls give and throw, by identity where it is the same', async () => {
    const shared = new Error('shared');
    let made = 0;
    const found = await runWithAndWithout(createApp(adapter), [
      () => Promise.reject(shared),
      () => Promise.reject(new Error('equal')),
      () => Promise.reject(new Error(`another ${(made += 1)}`)),
      () => ({ equal: [1] }),
      () => made,
    ]);
    expect(found.map(({ step, what }) => `${step}: ${what}`)).toEqual(['call 3: thrown', 'call 5: value']);
  });
});
