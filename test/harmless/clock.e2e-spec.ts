import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { Traced } from 'nestjs-observability';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';

let jump = 0;

@Injectable()
class Clockwork {
  @Traced({ metrics: true })
  async work(): Promise<string> {
    jump = -3_600_000;
    await new Promise(setImmediate);
    jump = 7_200_000;
    return 'done';
  }
}

@Controller('clock')
class ClockController {
  constructor(private readonly clockwork: Clockwork) {}

  @Get()
  async get() {
    const done = await this.clockwork.work();
    jump = -86_400_000;
    return { done };
  }
}

@Module({ controllers: [ClockController], providers: [Clockwork] })
class ClockModule {}

describe.each(adapters)('A clock that jumps by hours during a request on %s', adapter => {
  let running: RunningTestApp;
  const real = Date.now;

  beforeAll(async () => {
    running = await testApp(ClockModule).on(adapter).start();
    jest.spyOn(Date, 'now').mockImplementation(() => real() + jump);
    await running.client.get('/clock');
    jump = 0;
    jest.restoreAllMocks();
  });
  afterAll(() => running?.stop());

  it('changes no duration: not of spans, nor of metrics, nor of the completion line', async () => {
    const durations = running.telemetry.spans().map(({ duration }) => duration);
    const line = running.telemetry.logs().find(({ msg }) => String(msg).endsWith('completed'));
    expect(durations).toHaveLength(2);
    for (const duration of [...durations, line?.['duration_ms'] as number]) {
      expect(duration).toBeGreaterThanOrEqual(0);
      expect(duration).toBeLessThan(60_000);
    }
    const { text } = await running.client.get('/metrics');
    const sums = [...text.matchAll(/_duration_seconds_sum\{[^}]*(?:clock|Clockwork)[^}]*\} (\S+)/g)];
    expect(sums).toHaveLength(2);
    for (const [, sum] of sums) expect(Number(sum)).toBeLessThan(60);
  });
});
