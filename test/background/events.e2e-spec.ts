import { Controller, Get, Inject, Injectable, Module, Param, Scope } from '@nestjs/common';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { detached, RequestContext, Traced } from 'nestjs-observability';
import 'nestjs-observability/testing/jest';
import {
  defer,
  delay,
  firstValueFrom,
  of,
  observeOn,
  asyncScheduler,
  asapScheduler,
  queueScheduler,
} from 'rxjs';
import { Worker } from 'node:worker_threads';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { until } from '../support/until.js';

@Injectable()
class Listeners {
  readonly heard: unknown[] = [];
  finish: (() => void) | undefined;

  constructor(@Inject(RequestContext) private readonly request: RequestContext) {}

  @OnEvent('order.placed')
  sync(order: string) {
    this.heard.push(['sync', order, this.request.actor?.id, this.request.requestId]);
    this.request.set('noted', order);
  }

  @OnEvent('order.*')
  async wildcard() {
    await this.send();
  }

  @OnEvent('order.late')
  late() {
    return new Promise<void>(resolve => (this.finish = resolve));
  }

  @OnEvent('order.refused')
  refuse() {
    throw new RangeError('no such order');
  }

  @Traced()
  async send() {}
}

@Injectable({ scope: Scope.REQUEST })
class ScopedListener {
  @OnEvent('order.scoped')
  async scoped() {}
}

@Controller()
class EmittingController {
  constructor(
    @Inject(EventEmitter2) private readonly events: EventEmitter2,
    @Inject(Listeners) private readonly listeners: Listeners,
  ) {}

  @Get('emit/:event')
  emit(@Param('event') event: string) {
    this.events.emit(`order.${event}`, '7');
  }

  @Get('detached/:end')
  detach(@Param('end') end: string) {
    void detached('warm-cache', async () => {
      await this.listeners.send();
      if (end === 'fails') throw new TypeError('too cold');
    });
  }

  /** A timer of the request that goes on behind it. */
  @Get('poll')
  poll() {
    let left = 3;
    const timer = setInterval(() => {
      void detached('poll', () => this.listeners.send());
      if ((left -= 1) === 0) clearInterval(timer);
    }, 1);
  }

  @Get('elsewhere/:way')
  async elsewhere(@Param('way') way: string) {
    if (way === 'worker') {
      const worker = new Worker(`require('node:worker_threads').parentPort.postMessage('done')`, {
        eval: true,
      });
      await new Promise(resolve => worker.once('message', resolve));
      await worker.terminate();
    } else {
      const scheduler = { async: asyncScheduler, asap: asapScheduler, queue: queueScheduler }[way]!;
      await firstValueFrom(
        defer(() => of(1)).pipe(
          observeOn(scheduler),
          delay(1, scheduler === queueScheduler ? asyncScheduler : scheduler),
        ),
      );
    }
    await this.listeners.send();
  }
}

@Module({
  imports: [EventEmitterModule.forRoot({ wildcard: true })],
  controllers: [EmittingController],
  providers: [Listeners, ScopedListener],
})
class EmittingModule {}

describe.each(adapters)('Work that a request on %s starts', adapter => {
  let running: RunningTestApp;
  beforeAll(async () => {
    running = await testApp(EmittingModule)
      .on(adapter)
      .observedWith({ identify: () => ({ id: 'alice', tenant: 'acme' }) })
      .start();
  });
  beforeEach(() => running.telemetry.clear());
  afterAll(() => running.stop());

  const named = (name: string) => running.telemetry.spans().find(span => span.name === name);

  it('hears an event in the trace of who emits it, each listener with its own', async () => {
    await running.client.get('/emit/placed');
    expect(running.telemetry.tree()).toBe(
      [
        'GET /emit/:event [server] 200',
        '  Listeners.sync',
        '  Listeners.wildcard',
        '    Listeners.send',
      ].join('\n'),
    );
    expect(named('Listeners.wildcard')!.attributes).toMatchObject({
      'background.trigger': 'event',
      'background.event': 'order.*',
    });
  });

  it('knows the request in a listener, and keeps what that notes out of the request', async () => {
    const { headers } = await running.client.get('/emit/placed');
    const id = headers.get('x-request-id');
    expect(running.app.get(Listeners).heard.at(-1)).toEqual(['sync', '7', 'alice', id]);
    expect(named('Listeners.sync')!.attributes).toMatchObject({
      noted: '7',
      'request.id': id,
      'user.id': 'alice',
      'tenant.id': 'acme',
    });
    expect(named('GET /emit/:event')!.attributes).not.toHaveProperty('noted');
  });

  it('observes a listener that outlives the request to its end', async () => {
    const pending = running.client.get('/emit/late');
    const finish = await until(() => running.app.get(Listeners).finish, { describe: () => 'the listener' });
    await until(() => named('GET /emit/:event'), { describe: () => 'the request' });
    expect(running.telemetry.openSpans()).toEqual(['Listeners.late']);
    finish();
    await pending;
    expect(named('Listeners.late')).toMatchObject({ parent: 'GET /emit/:event', status: 'unset' });
  });

  it('tells a listener that throws, and the request is none the wiser', async () => {
    expect((await running.client.get('/emit/refused')).status).toBe(200);
    expect(named('Listeners.refuse')).toMatchObject({ status: 'error', error: { type: 'RangeError' } });
    expect(running.telemetry).toHaveLogLine({ msg: 'Listeners.refuse failed', user_id: 'alice' });
    expect(named('GET /emit/:event')).toMatchObject({ status: 'unset' });
  });

  it('observes listeners that are made for each event', async () => {
    await running.client.get('/emit/scoped');
    await until(() => named('ScopedListener.scoped'), { describe: () => running.telemetry.tree() });
    expect(named('ScopedListener.scoped')!.parent).toBe('GET /emit/:event');
  });

  it('gives detached work a trace of its own, and lines that still name the request', async () => {
    const { headers } = await running.client.get('/detached/works');
    const own = await until(() => named('warm-cache'), { describe: () => running.telemetry.tree() });
    const request = named('GET /detached/:end')!;
    expect(own).toMatchObject({
      parentSpanId: undefined,
      links: [{ spanId: request.spanId, traceId: request.traceId }],
    });
    expect(own.traceId).not.toBe(request.traceId);
    expect(named('Listeners.send')!.parent).toBe('warm-cache');
    expect(own.attributes).toMatchObject({ 'request.id': headers.get('x-request-id'), 'user.id': 'alice' });
  });

  it('keeps what detached work throws from ending the process', async () => {
    await running.client.get('/detached/fails');
    await until(() => named('warm-cache'), { describe: () => running.telemetry.tree() });
    expect(named('warm-cache')).toMatchObject({
      status: 'error',
      error: { type: 'TypeError', message: 'too cold' },
    });
    expect(running.telemetry).toHaveLogLine({ msg: 'warm-cache failed', level: 'error', user_id: 'alice' });
  });

  it('gives each run of a timer a trace of its own where it calls detached()', async () => {
    await running.client.get('/poll');
    const polls = () => running.telemetry.spans().filter(({ name }) => name === 'poll');
    await until(() => polls().length === 3, { describe: () => running.telemetry.tree() });
    expect(new Set(polls().map(({ traceId }) => traceId)).size).toBe(3);
    expect(new Set(polls().map(({ links }) => links[0]!.spanId))).toEqual(
      new Set([named('GET /poll')!.spanId]),
    );
  });

  it.each(['worker', 'async', 'asap', 'queue'])('comes back from %s into the same request', async way => {
    await running.client.get(`/elsewhere/${way}`);
    expect(named('Listeners.send')).toMatchObject({ parent: 'GET /elsewhere/:way' });
  });
});

describe('detached()', () => {
  it('runs its work without an application, and does not reject', async () => {
    const heard: string[] = [];
    await detached('alone', () => void heard.push('ran'));
    expect(heard).toEqual(['ran']);
  });
});
