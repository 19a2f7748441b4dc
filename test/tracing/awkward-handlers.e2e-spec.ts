import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { Traced } from 'nestjs-observability';
import 'nestjs-observability/testing/jest';
import { setTimeout as sleep } from 'node:timers/promises';
import { concat, defer, lastValueFrom, throwError, timer } from 'rxjs';
import { onlySpan } from '../support/only-span.js';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';

/** What other decorators get wrong, each behind a route. */
@Injectable()
class Awkward {
  @Traced()
  stream(error: unknown) {
    return concat(
      timer(50),
      defer(() => throwError(() => error)),
    );
  }

  @Traced()
  async *steps(error: unknown) {
    for (let step = 1; step <= 3; step += 1) {
      await sleep(10);
      yield step;
    }
    throw error;
  }

  @Traced()
  throws(value: unknown): never {
    throw value;
  }

  @Traced()
  static rate(): number {
    return 2;
  }

  @Traced({
    attributes: () => {
      throw new Error('attributes broke');
    },
    result: () => {
      throw new Error('result broke');
    },
  })
  async fine(): Promise<string> {
    return 'fine';
  }
}

@Controller('awkward')
class AwkwardController {
  constructor(private readonly awkward: Awkward) {}

  @Get('stream')
  stream() {
    return this.awkward.stream(new RangeError('late'));
  }

  @Get('steps')
  async steps() {
    const seen: number[] = [];
    for await (const step of this.awkward.steps(new RangeError(`after ${seen.length}`))) seen.push(step);
    return seen;
  }

  @Get('null')
  async throwsNull() {
    return identityOf(() => this.awkward.throws(null));
  }

  @Get('text')
  async throwsText() {
    return identityOf(() => this.awkward.throws('x'));
  }

  @Get('static')
  rate() {
    return Awkward.rate();
  }

  @Get('fine')
  fine() {
    return this.awkward.fine();
  }

  @Get('both')
  async both() {
    await Promise.all([
      lastValueFrom(this.awkward.stream('x')).catch(() => 0),
      lastValueFrom(this.awkward.stream('y')).catch(() => 0),
    ]);
  }
}

/** What the caller of a method caught. */
function identityOf(call: () => unknown): object {
  try {
    return { returned: call() };
  } catch (caught) {
    return { caught };
  }
}

@Module({ controllers: [AwkwardController], providers: [Awkward] })
class AwkwardModule {}

describe.each(adapters)('In a request on %s, @Traced()', adapter => {
  let running: RunningTestApp;
  beforeAll(async () => void (running = await testApp(AwkwardModule).on(adapter).start()));
  beforeEach(() => running.telemetry.clear());
  afterAll(() => running.stop());

  const get = async (name: string) => (await running.client.get(`/awkward/${name}`)).text;
  const only = (method: string) => onlySpan(running.telemetry, `Awkward.${method}`);

  it('lasts as long as an Observable, and keeps its late error', async () => {
    await get('stream');
    expect(only('stream')).toMatchObject({
      parent: 'GET /awkward/stream',
      status: 'error',
      error: { type: 'RangeError', message: 'late' },
    });
    expect(only('stream').duration).toBeGreaterThanOrEqual(45);
    expect(running.telemetry).toHaveOneServerSpan({
      status: 500,
      attributes: { 'error.type': 'RangeError' },
    });
  });

  it('lasts as long as an async generator, and keeps the error at its end', async () => {
    await get('steps');
    expect(only('steps')).toMatchObject({ parent: 'GET /awkward/steps', error: { type: 'RangeError' } });
    expect(only('steps').duration).toBeGreaterThanOrEqual(25);
  });

  it.each([
    ['null', { caught: null }, { type: 'null', message: 'null' }],
    ['text', { caught: 'x' }, { type: 'string', message: 'x' }],
  ])('hands on %s that is thrown as it is, and ends its span', async (name, caught, error) => {
    expect(JSON.parse(await get(name))).toEqual(caught);
    expect(only('throws')).toMatchObject({
      parent: `GET /awkward/${name}`,
      status: 'error',
      statusMessage: error.message,
      error,
    });
    expect(running.telemetry).toHaveNoOpenSpans();
  });

  it('names a static method by its class', async () => {
    expect(await get('static')).toBe('2');
    expect(running.telemetry.tree()).toBe('GET /awkward/static [server] 200\n  Awkward.rate');
  });

  it('lets callbacks that throw change nothing, counts them and tells of each once', async () => {
    for (let call = 0; call < 3; call += 1) expect(await get('fine')).toBe('fine');
    const { telemetry } = running;
    expect(telemetry).toHaveSpan('Awkward.fine', { status: 'unset', error: undefined, times: 3 });
    const metrics = await telemetry.metrics();
    for (const callback of ['arguments callback', 'result callback']) {
      const site = `Awkward.fine: ${callback}`;
      const attributes = { 'nestjs_observability.fault.site': site };
      expect(metrics).toHaveMetricPoint('nestjs_observability.faults', attributes, { value: 3 });
      expect(telemetry).toHaveLogLine(
        { level: 'warn', msg: expect.stringContaining(site) as never },
        { times: 1 },
      );
    }
  });

  it('has a span for each of two subscriptions that overlap', async () => {
    await get('both');
    expect(running.telemetry).toHaveSpan('Awkward.stream', { parent: 'GET /awkward/both', times: 2 });
  });
});
