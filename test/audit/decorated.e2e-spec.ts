import {
  Controller,
  Get,
  Inject,
  Injectable,
  Module,
  Post,
  Scope,
  UseGuards,
  type CanActivate,
} from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { Audited, Traced, Untraced } from 'nestjs-observability';
import 'nestjs-observability/testing/jest';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';

/** A decorator of somebody else: it keeps nothing of what it wraps, not even the name. */
function Wrapped(): MethodDecorator {
  return (_target, _name, descriptor: PropertyDescriptor) => {
    const inner = descriptor.value as (...args: unknown[]) => unknown;
    descriptor.value = function (this: unknown, ...args: unknown[]): unknown {
      return Reflect.apply(inner, this, args);
    };
  };
}

@Traced()
@Injectable()
class TracedFirst {
  @Audited('mix.first', { target: (id: string) => ({ type: 'Mix', id }) })
  async work(id: string): Promise<string> {
    return id;
  }

  @Audited('mix.untraced')
  @Untraced()
  async quiet(): Promise<void> {}
}

@Injectable()
@Traced()
class TracedLast {
  @Traced('own name')
  @Audited('mix.last')
  async work(): Promise<string> {
    throw new TypeError('on purpose');
  }
}

@Injectable({ scope: Scope.REQUEST })
class PerRequest {
  constructor(@Inject(REQUEST) private readonly request: { readonly url: string }) {}

  @Audited('mix.scoped', { target: (id: string) => ({ type: 'Mix', id }) })
  async work(id: string): Promise<string> {
    return `${id} ${this.request.url}`;
  }
}

@Injectable()
class Foreign {
  @Wrapped()
  @Audited('foreign.outside')
  async outside(): Promise<void> {}

  @Audited('foreign.inside')
  @Wrapped()
  async inside(): Promise<void> {}

  @Wrapped()
  @Audited('foreign.overridden')
  async overridden(): Promise<void> {}
}

@Injectable()
class ForeignChild extends Foreign {
  override async overridden(): Promise<void> {}
}

class Nobody implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@Controller('open')
class OpenController {
  constructor(
    private readonly first: TracedFirst,
    private readonly last: TracedLast,
    private readonly scoped: PerRequest,
  ) {}

  @Get('first')
  first_() {
    return this.first.work('1');
  }

  @Get('quiet')
  quiet() {
    return this.first.quiet();
  }

  @Get('last')
  last_() {
    return this.last.work().catch(() => 'failed');
  }

  @Get('scoped')
  async scoped_() {
    return { answer: await this.scoped.work('3') };
  }
}

@Controller('closed')
@UseGuards(Nobody)
class ClosedController {
  constructor(private readonly foreign: ForeignChild) {}

  @Post('outside')
  outside() {
    return this.foreign.outside();
  }

  @Post('inside')
  inside() {
    return this.foreign.inside();
  }

  @Post('overridden')
  overridden() {
    return this.foreign.overridden();
  }

  @Post('one')
  @Wrapped()
  @Audited('foreign.one')
  one() {
    return undefined;
  }

  @Post('two')
  @Audited('foreign.two')
  @Wrapped()
  two() {
    return undefined;
  }
}

@Module({
  controllers: [OpenController, ClosedController],
  providers: [TracedFirst, TracedLast, PerRequest, ForeignChild],
})
class DecoratedModule {}

describe.each(adapters)('@Audited() among other decorators on %s', adapter => {
  let running: RunningTestApp;

  beforeAll(async () => {
    running = await testApp(DecoratedModule).on(adapter).start();
  });
  afterAll(() => running.stop());
  beforeEach(() => running.telemetry.clear());

  const records = () =>
    running.telemetry
      .logs()
      .filter(({ msg }) => msg === 'audit.record')
      .map(line => line['audit.record'] as Readonly<Record<string, unknown>>);

  it.each([
    ['first', 'TracedFirst.work', 'mix.first', 'success'],
    ['last', 'own name', 'mix.last', 'failure'],
  ])(
    'under a class that is @Traced (%s), leaves one span and one record of it',
    async (path, name, action, outcome) => {
      await running.client.get(`/open/${path}`);
      const spans = running.telemetry.spans().filter(span => span.name === name);
      expect(spans).toHaveLength(1);
      expect(records()).toMatchObject([{ action, outcome, spanId: spans[0]!.spanId }]);
    },
  );

  it('on a method that is @Untraced leaves its record on the span around', async () => {
    await running.client.get('/open/quiet');
    const [span] = running.telemetry.spans();
    expect(running.telemetry.spans()).toHaveLength(1);
    expect(records()).toMatchObject([{ action: 'mix.untraced', spanId: span!.spanId }]);
  });

  it('on a provider that each request has of its own records each request', async () => {
    const answers = await Promise.all([1, 2].map(() => running.client.get('/open/scoped')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const told = records();
    expect(told).toMatchObject(
      [1, 2].map(() => ({ action: 'mix.scoped', targets: [{ type: 'Mix', id: '3' }] })),
    );
    expect(new Set(told.map(({ requestId }) => requestId)).size).toBe(2);
  });

  it.each(['outside', 'inside', 'one'])(
    'is known before its first call, whatever a decorator of others hides: %s',
    async name => {
      await running.client.post(`/closed/${name}`, {});
      expect(records()).toMatchObject([{ action: `foreign.${name}`, outcome: 'denied' }]);
    },
  );

  it('of a method that a class overrides without it is not that of the override', async () => {
    await running.client.post('/closed/overridden', {});
    expect(records()).toEqual([]);
  });

  it('is told apart on handlers whose names a decorator of others took away', async () => {
    await running.client.post('/closed/two', {});
    await running.client.post('/closed/one', {});
    expect(records().map(({ action }) => action)).toEqual(['foreign.two', 'foreign.one']);
  });
});
