import { Controller, Get, Inject, Injectable, Logger, Module } from '@nestjs/common';
import { Cron, CronExpression, Interval, ScheduleModule, SchedulerRegistry, Timeout } from '@nestjs/schedule';
import { RequestContext, Traced } from 'nestjs-observability';
import 'nestjs-observability/testing/jest';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { until } from '../support/until.js';

@Injectable()
class Jobs {
  private readonly logger = new Logger('Jobs');
  readonly heard: (string | undefined)[] = [];
  release: (() => void)[] = [];

  constructor(@Inject(RequestContext) private readonly request: RequestContext) {}

  @Cron(CronExpression.EVERY_SECOND, { name: 'tidy' })
  async tidy() {
    this.heard.push(this.request.actor?.id);
    this.logger.log('tidied');
    await this.sweep();
  }

  @Traced()
  async sweep() {}

  @Interval(20)
  fail() {
    throw new TypeError('out of brooms');
  }

  @Timeout(1)
  @Traced('first-aid')
  async once() {}

  /** Begins again although the run before has not ended. */
  @Interval(15)
  overlap() {
    if (this.release.length > 2) return undefined;
    return new Promise<void>(resolve => this.release.push(resolve));
  }
}

@Controller()
class JobsController {
  constructor(
    @Inject(SchedulerRegistry) private readonly registry: SchedulerRegistry,
    @Inject(Jobs) private readonly jobs: Jobs,
  ) {}

  /** The timers of the job belong to this request from here on. */
  @Get('restart')
  restart() {
    const job = this.registry.getCronJob('tidy');
    void job.stop();
    job.start();
  }

  @Get('now')
  async now() {
    await this.jobs.tidy();
  }
}

@Module({ imports: [ScheduleModule.forRoot()], controllers: [JobsController], providers: [Jobs] })
class JobsModule {}

describe.each(adapters)('Scheduled work on %s', adapter => {
  let running: RunningTestApp;
  beforeAll(async () => {
    running = await testApp(JobsModule)
      .on(adapter)
      .observedWith({ identify: () => ({ id: 'alice' }) })
      .start();
  });
  afterAll(() => running.stop());

  const runs = (name: string) => running.telemetry.spans().filter(span => span.name === name);
  const untilRun = (name: string, times = 1) =>
    until(() => runs(name).length >= times && runs(name), {
      describe: () => `${name}\n${running.telemetry.tree()}`,
    });
  const points = async (name: string, work: string) =>
    ((await running.telemetry.metrics()).get(name) ?? []).filter(
      ({ attributes }) => attributes['background.work'] === work,
    );

  it('has a trace for each run, with what it calls inside', async () => {
    const [span] = await untilRun('Jobs.tidy');
    const own = running.telemetry.spans().filter(({ traceId }) => traceId === span!.traceId);
    expect(own.map(({ name, parent }) => [name, parent])).toEqual([
      ['Jobs.tidy', undefined],
      ['Jobs.sweep', 'Jobs.tidy'],
    ]);
    expect(span).toMatchObject({
      kind: 'internal',
      attributes: {
        'background.trigger': 'cron',
        'background.work': 'Jobs.tidy',
        'code.function.name': 'Jobs.tidy',
      },
    });
  });

  it('ties its lines to the run, and completes it with one', async () => {
    const [span] = await untilRun('Jobs.tidy');
    const trace_id = span!.traceId;
    expect(running.telemetry).toHaveLogLine({ msg: 'tidied', trace_id }, { times: 1 });
    expect(running.telemetry).toHaveLogLine(
      { msg: 'Jobs.tidy completed', level: 'info', handler: 'Jobs.tidy', trace_id },
      { times: 1 },
    );
  });

  it('is one span where @Traced stands on the method, with the name that it gives', async () => {
    await untilRun('first-aid');
    expect(running.telemetry).toHaveSpan('first-aid', { times: 1, parentSpanId: undefined });
    expect(runs('Jobs.once')).toEqual([]);
  });

  it('that fails is an error with its line, and the next run comes', async () => {
    const [span] = await untilRun('Jobs.fail', 2);
    expect(span).toMatchObject({ status: 'error', error: { type: 'TypeError', message: 'out of brooms' } });
    expect(running.telemetry).toHaveLogLine({
      msg: 'Jobs.fail failed',
      level: 'error',
      trace_id: span!.traceId,
    });
    const [point] = await points('background.run.duration', 'Jobs.fail');
    expect(point!.attributes).toEqual({
      'background.trigger': 'interval',
      'background.work': 'Jobs.fail',
      'error.type': 'TypeError',
      outcome: 'failure',
    });
    expect(await points('background.last_success.time', 'Jobs.fail')).toEqual([]);
  });

  it('says when it last succeeded', async () => {
    await untilRun('Jobs.tidy');
    const [point] = await points('background.last_success.time', 'Jobs.tidy');
    expect(point!.value).toBeGreaterThan(Date.now() / 1_000 - 60);
    expect(point!.value).toBeLessThanOrEqual(Date.now() / 1_000);
  });

  it('shows runs that overlap and that do not end', async () => {
    const jobs = running.app.get(Jobs);
    await until(() => jobs.release.length === 3, { describe: () => 'three runs at once' });
    expect((await points('background.active_runs', 'Jobs.overlap'))[0]!.value).toBe(3);
    expect((await points('background.oldest_run.age', 'Jobs.overlap'))[0]!.value).toBeGreaterThan(0);
    for (const release of jobs.release) release();
    const besides = () =>
      runs('Jobs.overlap').map(({ attributes }) => attributes['background.overlapping_runs']);
    await until(() => besides().includes(1) && besides().includes(2), {
      describe: () => `the overlapping runs: ${besides().join(', ')}`,
    });
    expect((await points('background.active_runs', 'Jobs.overlap'))[0]!.value).toBe(0);
  });

  it('keeps nothing of a request in which its timer was set, but a link to it', async () => {
    const jobs = running.app.get(Jobs);
    await running.telemetry.clear();
    jobs.heard.length = 0;
    await running.client.get('/restart');
    const [request] = runs('GET /restart');
    const span = await until(() => runs('Jobs.tidy').find(({ links }) => links.length > 0), {
      describe: () => running.telemetry.tree(),
    });
    expect(span.traceId).not.toBe(request!.traceId);
    expect(span.parentSpanId).toBeUndefined();
    expect(span.links).toMatchObject([{ traceId: request!.traceId, spanId: request!.spanId }]);
    expect(new Set(jobs.heard)).toEqual(new Set([undefined]));
  });

  it('that a request calls by hand is a run like the others, which the request waits for', async () => {
    await running.telemetry.clear();
    await running.client.get('/now');
    const [request] = runs('GET /now');
    expect(runs('Jobs.tidy').flatMap(({ links }) => links.map(({ spanId }) => spanId))).toContain(
      request!.spanId,
    );
  });
});

describe('Scheduled work that is under way when the application ends', () => {
  it('is told as aborted', async () => {
    const running = await testApp(JobsModule).start();
    const { telemetry, app } = running;
    await until(() => app.get(Jobs).release.length > 0, { describe: () => 'a run' });
    await running.stop();
    expect(telemetry).toHaveNoOpenSpans();
    expect(telemetry).toHaveLogLine({ msg: 'Jobs.overlap aborted', level: 'warn' });
  });
});

describe('Scheduled work with background: false', () => {
  it('is left alone, and @Traced works as everywhere', async () => {
    const running = await testApp(JobsModule).observedWith({ background: false }).start();
    await until(() => running.telemetry.spans().some(({ name }) => name === 'first-aid'), {
      describe: () => running.telemetry.tree(),
    });
    expect(running.telemetry.spans().some(({ name }) => name === 'Jobs.fail')).toBe(false);
    await running.stop();
  });
});
