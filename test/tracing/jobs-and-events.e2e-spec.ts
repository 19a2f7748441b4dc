import { Injectable, Module } from '@nestjs/common';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { Cron, CronExpression, Interval, ScheduleModule, Timeout } from '@nestjs/schedule';
import { Traced } from 'nestjs-observability';
import 'nestjs-observability/testing/jest';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { until } from '../support/until.js';

@Injectable()
class Jobs {
  @Traced()
  @Interval(20)
  intervalAbove() {}

  @Interval(20)
  @Traced()
  async intervalBelow() {}

  @Traced()
  @Timeout(1)
  timeoutAbove() {}

  @Traced()
  @Cron(CronExpression.EVERY_SECOND)
  cronAbove() {}

  @Cron(CronExpression.EVERY_SECOND)
  @Traced()
  async cronBelow() {}
}

@Injectable()
class Listeners {
  readonly heard: string[] = [];

  @Traced()
  @OnEvent('order.placed')
  above(order: string) {
    this.heard.push(`above ${order}`);
  }

  @OnEvent('order.placed')
  @Traced()
  async below(order: string) {
    this.heard.push(`below ${order}`);
  }
}

@Module({
  imports: [ScheduleModule.forRoot(), EventEmitterModule.forRoot()],
  providers: [Jobs, Listeners],
})
class JobsModule {}

describe.each(adapters)('@Traced() beside %s on work that no request starts', adapter => {
  let running: RunningTestApp;
  beforeAll(async () => void (running = await testApp(JobsModule).on(adapter).start()));
  afterAll(() => running.stop());

  it.each(['intervalAbove', 'intervalBelow', 'timeoutAbove', 'cronAbove', 'cronBelow'])(
    'makes a trace of its own for each run of %s',
    async method => {
      const name = `Jobs.${method}`;
      const runs = () => running.telemetry.spans().filter(span => span.name === name);
      await until(() => runs().length >= (method === 'timeoutAbove' ? 1 : 2), {
        describe: () => `runs of ${name}`,
      });
      expect(running.telemetry).toHaveSpan(name, { parentSpanId: undefined, status: 'unset' });
      expect(new Set(runs().map(({ traceId }) => traceId)).size).toBe(runs().length);
    },
  );

  it('hears events whichever decorator is above, in the trace of who emits', async () => {
    const { app, telemetry } = running;
    await app.get(EventEmitter2).emitAsync('order.placed', '7');
    expect(app.get(Listeners).heard.sort()).toEqual(['above 7', 'below 7']);
    await until(() => telemetry.spans().filter(({ name }) => name.startsWith('Listeners.')).length === 2, {
      describe: () => telemetry.tree(),
    });
    expect(telemetry).toHaveSpan('Listeners.above', { times: 1 });
    expect(telemetry).toHaveSpan('Listeners.below', { times: 1 });
  });
});
