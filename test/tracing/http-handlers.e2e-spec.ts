import {
  Controller,
  Get,
  Header,
  HttpCode,
  Injectable,
  Module,
  Param,
  ParseIntPipe,
  Post,
  Query,
  Scope,
  SetMetadata,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Traced } from 'nestjs-observability';
import 'nestjs-observability/testing/jest';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';

const Roles = (...roles: string[]) => SetMetadata('roles', roles);

@Injectable()
class RolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(execution: ExecutionContext): boolean {
    const required = this.reflector.get<string[] | undefined>('roles', execution.getHandler());
    return required === undefined;
  }
}

@Controller('handlers')
class HandlersController {
  @Traced()
  @Get('above/:id')
  above(@Param('id', ParseIntPipe) id: number) {
    return { id };
  }

  @Get('below/:id')
  @Traced()
  below(@Param('id', ParseIntPipe) id: number) {
    return { id };
  }

  @Post('between')
  @Traced()
  @HttpCode(202)
  @Header('x-kept', 'yes')
  between(@Query('q') q: string) {
    return { q };
  }
}

@Controller({ path: 'scoped', scope: Scope.REQUEST })
class ScopedController {
  private readonly instance = {};
  static readonly instances = new Set<object>();

  @Traced()
  @Get()
  find() {
    ScopedController.instances.add(this.instance);
    return {};
  }
}

@Controller('roles')
@UseGuards(RolesGuard)
class RolesController {
  @Traced()
  @Roles('admin')
  @Get('above')
  above() {
    return 'reached';
  }

  @Roles('admin')
  @Traced()
  @Get('below')
  below() {
    return 'reached';
  }

  @Roles('admin')
  @Get('innermost')
  @Traced()
  innermost() {
    return 'reached';
  }
}

@Injectable()
class SharedGuard implements CanActivate {
  @Traced()
  canActivate(): boolean {
    return true;
  }
}

@Controller('shared')
@UseGuards(SharedGuard)
class SharedGuardController {
  @Get('a')
  a() {}

  @Get('b')
  b() {}

  @UseGuards(SharedGuard)
  @Get('c')
  c() {}
}

@Traced()
@Controller('whole')
class WholeController {
  @Get(':id')
  find(@Param('id') id: string) {
    return { id };
  }
}

@Module({
  controllers: [
    HandlersController,
    ScopedController,
    RolesController,
    SharedGuardController,
    WholeController,
  ],
})
class HandlersModule {}

describe.each(adapters)('@Traced() on handlers of %s', adapter => {
  let running: RunningTestApp;
  beforeAll(async () => void (running = await testApp(HandlersModule).on(adapter).start()));
  beforeEach(() => running.telemetry.clear());
  afterAll(() => running.stop());

  it.each([
    ['above @Get', 'above'],
    ['below @Get', 'below'],
  ])('keeps the route and its pipes, %s', async (_order, name) => {
    const { client, telemetry } = running;
    expect((await client.get(`/handlers/${name}/7`)).json()).toEqual({ id: 7 });
    expect(telemetry.tree()).toBe(`GET /handlers/${name}/:id [server] 200\n  HandlersController.${name}`);

    await telemetry.clear();
    expect((await client.get(`/handlers/${name}/seven`)).status).toBe(400);
    expect(telemetry).not.toHaveSpan(`HandlersController.${name}`);
    expect(telemetry).toHaveOneServerSpan({ name: `GET /handlers/${name}/:id`, status: 400 });
  });

  it('keeps status code and headers that other decorators set', async () => {
    const { client, telemetry } = running;
    const response = await client.post('/handlers/between?q=x', {});
    expect([response.status, response.headers.get('x-kept'), response.json()]).toEqual([
      202,
      'yes',
      { q: 'x' },
    ]);
    expect(telemetry).toHaveSpan('HandlersController.between', {
      parent: 'POST /handlers/between',
      times: 1,
    });
  });

  it('works in a request-scoped controller, on a new instance for each request', async () => {
    const { client, telemetry } = running;
    ScopedController.instances.clear();
    await client.get('/scoped');
    await client.get('/scoped');
    expect(ScopedController.instances.size).toBe(2);
    expect(telemetry).toHaveSpan('ScopedController.find', { parent: 'GET /scoped', times: 2 });
    expect(new Set(telemetry.spans().map(({ traceId }) => traceId)).size).toBe(2);
  });

  it('covers the handlers of a decorated controller', async () => {
    const { client, telemetry } = running;
    expect((await client.get('/whole/7')).json()).toEqual({ id: '7' });
    expect(telemetry.tree()).toBe('GET /whole/:id [server] 200\n  WholeController.find');
  });

  it('wraps a guard once, however many routes share it', async () => {
    const { client, telemetry } = running;
    await client.get('/shared/a');
    await client.get('/shared/b');
    await client.get('/shared/c');
    expect(telemetry.tree()).toBe(
      [
        'GET /shared/a [server] 200\n  SharedGuard.canActivate',
        'GET /shared/b [server] 200\n  SharedGuard.canActivate',
        'GET /shared/c [server] 200\n  SharedGuard.canActivate\n  SharedGuard.canActivate',
      ].join('\n\n'),
    );
  });

  it.each(['above', 'below', 'innermost'])(
    'never opens a route to those whom a roles guard refuses, @Traced %s',
    async order => {
      const { client, telemetry } = running;
      const response = await client.get(`/roles/${order}`);
      expect([response.status, response.text]).toEqual([403, expect.not.stringContaining('reached')]);
      expect(telemetry).not.toHaveSpan(`RolesController.${order}`);
      expect(telemetry).toHaveOneServerSpan({ status: 403, spanStatus: 'unset' });
    },
  );
});
