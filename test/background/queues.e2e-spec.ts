import { BullModule, InjectQueue, Processor, WorkerHost } from '@nestjs/bullmq';
import { Controller, Get, Inject, Injectable, Logger, Module, Param } from '@nestjs/common';
import { DelayedError, FlowProducer, UnrecoverableError, type Job, type Queue } from 'bullmq';
import { RequestContext, Traced, type ObservabilityOptions } from 'nestjs-observability';
import 'nestjs-observability/testing/jest';
import { randomBytes } from 'node:crypto';
import { describeUnless } from '../support/describe-unless.js';
import { PrivateRedis, whyNoPrivateRedis, whyNoRedis } from '../support/redis-for-tests.js';
import { adapters, testApp, type Adapter, type RunningTestApp } from '../support/test-app.js';
import { until } from '../support/until.js';

const queueName = 'mail';

@Injectable()
class Mailer {
  readonly actors: (string | undefined)[] = [];
  private readonly logger = new Logger('Mailer');

  constructor(@Inject(RequestContext) private readonly request: RequestContext) {}

  @Traced()
  async send(to: string) {
    this.actors.push(this.request.actor?.id);
    this.logger.log(`sent to ${to}`);
  }
}

@Processor(queueName, { concurrency: 20 })
class MailProcessor extends WorkerHost {
  constructor(@Inject(Mailer) private readonly mailer: Mailer) {
    super();
  }

  async process(job: Job, token?: string) {
    if (job.name === 'flaky' && job.attemptsMade === 0) throw new TypeError('no stamps');
    if (job.name === 'dead') throw new RangeError('no such address');
    if (job.name === 'hopeless') throw new UnrecoverableError('no such street');
    if (job.name === 'later' && job.attemptsStarted === 1) {
      await job.moveToDelayed(Date.now() + 10, token);
      throw new DelayedError();
    }
    await this.mailer.send('alice');
  }
}

@Controller()
class MailController {
  constructor(
    @InjectQueue(queueName) private readonly queue: Queue,
    @Inject('FLOWS') private readonly flows: FlowProducer,
  ) {}

  @Get('add/:name')
  async add(@Param('name') name: string) {
    await this.queue.add(name, { to: 'alice' }, { attempts: 2, removeOnComplete: true });
  }

  @Get('bulk')
  async bulk() {
    await this.queue.addBulk([1, 2].map(to => ({ name: 'plain', data: { to } })));
  }

  @Get('flow')
  async flow() {
    // BullMQ carries no origin in jobs of a flow that have no options.
    const job = { name: 'plain', queueName, data: {}, opts: {} };
    await this.flows.add({ ...job, children: [job] });
  }
}

function mailModule(port: number, prefix: string) {
  const connection = { host: '127.0.0.1', port };
  @Module({
    imports: [BullModule.forRoot({ connection, prefix }), BullModule.registerQueue({ name: queueName })],
    controllers: [MailController],
    providers: [
      Mailer,
      MailProcessor,
      { provide: 'FLOWS', useFactory: () => new FlowProducer({ connection, prefix }) },
    ],
  })
  class MailModule {}
  return MailModule;
}

interface Started extends RunningTestApp {
  readonly queue: Queue;
  readonly end: () => Promise<void>;
}

async function start(adapter: Adapter, port = 6379, options: ObservabilityOptions = {}): Promise<Started> {
  const prefix = `observability-${randomBytes(4).toString('hex')}`;
  const running = await testApp(mailModule(port, prefix))
    .on(adapter)
    .observedWith({
      identify: () => ({ id: 'alice', tenant: 'acme' }),
      background: { queueInterval: 0 },
      ...options,
    })
    .start();
  const { getQueueToken } = await import('@nestjs/bullmq');
  const queue = running.app.get<Queue>(getQueueToken(queueName));
  const end = async () => {
    await running.app.get<FlowProducer>('FLOWS').close();
    if (port === 6379) await queue.obliterate({ force: true });
    await running.stop();
  };
  return { ...running, queue, end };
}

describe.each(adapters)('Queues', adapter => {
  describeUnless(whyNoRedis())(`of BullMQ on ${adapter}`, () => {
    let running: Started;
    beforeAll(async () => void (running = await start(adapter)));
    beforeEach(() => running.telemetry.clear());
    afterAll(() => running.end());

    const named = (name: string) => running.telemetry.spans().filter(span => span.name === name);
    const attempts = (count: number) =>
      until(() => named('process mail').length >= count && named('process mail'), {
        describe: () => `${count} attempts\n${running.telemetry.tree()}`,
      });

    it('have a span for the job that is added, and a trace of its own, linked to it, for each attempt', async () => {
      await running.client.get('/add/plain');
      const [attempt] = await attempts(1);
      const [sent] = named('add mail');
      expect(running.telemetry.tree()).toBe(
        [
          'GET /add/:name [server] 200',
          '  add mail [producer]',
          '',
          'process mail [consumer]',
          '  Mailer.send',
        ].join('\n'),
      );
      expect(attempt!.links).toMatchObject([{ traceId: sent!.traceId, spanId: sent!.spanId }]);
      expect(sent!.attributes).toMatchObject({
        'messaging.system': 'bullmq',
        'messaging.destination.name': queueName,
        'messaging.operation.name': 'add',
        'messaging.operation.type': 'send',
        'job.name': 'plain',
      });
      expect(attempt!.attributes).toMatchObject({
        'background.trigger': 'queue',
        'background.work': 'MailProcessor.process',
        'messaging.operation.type': 'process',
        'messaging.message.id': sent!.attributes['messaging.message.id'],
        'job.attempt': 1,
        'job.max_attempts': 2,
        'job.wait_ms': expect.any(Number),
      });
    });

    it('carry the request id and the actor, and the lines of the job name it', async () => {
      const { headers } = await running.client.get('/add/plain');
      const [attempt] = await attempts(1);
      const request_id = headers.get('x-request-id');
      const job_id = attempt!.attributes['messaging.message.id'];
      expect(running.app.get(Mailer).actors.at(-1)).toBe('alice');
      for (const msg of ['sent to alice', 'process mail completed'])
        expect(running.telemetry).toHaveLogLine(
          {
            msg,
            request_id,
            user_id: 'alice',
            tenant_id: 'acme',
            queue: 'mail',
            job_id,
            attempt: 1,
            trace_id: attempt!.traceId,
          },
          { times: 1 },
        );
    });

    it('show each attempt at a job that failed first, all linked to where it came from', async () => {
      await running.client.get('/add/flaky');
      const both = await attempts(2);
      expect(both.map(({ status, attributes }) => [status, attributes['job.attempt']])).toEqual([
        ['error', 1],
        ['unset', 2],
      ]);
      expect(new Set(both.map(({ links }) => links[0]?.spanId)).size).toBe(1);
      expect((await running.telemetry.metrics()).get('queue.dead_jobs') ?? []).toEqual([]);
      expect(running.telemetry).toHaveLogLine({ msg: 'process mail failed', level: 'error', attempt: 1 });
    });

    it.each([
      ['dead', 2],
      ['hopeless', 1],
    ])('count a job that is %s after its last attempt', async (name, count) => {
      await running.client.get(`/add/${name}`);
      await attempts(count);
      await until(() => running.telemetry.openSpans().length === 0, { describe: () => 'the end' });
      const [point] = (await running.telemetry.metrics()).get('queue.dead_jobs') ?? [];
      expect(point).toMatchObject({ value: 1, attributes: { 'messaging.destination.name': queueName } });
    });

    it('take a job that is put back for no failure', async () => {
      await running.client.get('/add/later');
      const both = await attempts(2);
      expect(both.map(({ status }) => status)).toEqual(['unset', 'unset']);
      const outcomes = (await running.telemetry.metrics()).get('background.run.duration') ?? [];
      expect(outcomes.map(({ attributes }) => attributes['outcome']).sort()).toEqual(['aborted', 'success']);
    });

    it('link every job of a batch, and of a flow, to the one span that added them', async () => {
      await running.client.get('/bulk');
      const jobs = await attempts(2);
      expect(named('addBulk mail')[0]!.attributes['messaging.batch.message_count']).toBe(2);
      expect(new Set(jobs.map(({ links }) => links[0]!.spanId))).toEqual(
        new Set([named('addBulk mail')[0]!.spanId]),
      );
      await running.telemetry.clear();
      await running.client.get('/flow');
      const flow = await attempts(2);
      expect(flow.every(({ links }) => links.length === 1)).toBe(true);
    });

    it('show their depth and age when metrics are collected, and nothing of the polling', async () => {
      await running.queue.pause();
      await running.client.get('/add/plain');
      const metrics = await running.telemetry.metrics();
      const jobs = new Map(
        metrics.get('queue.jobs')!.map(({ attributes, value }) => [attributes['job.state'], value]),
      );
      expect([jobs.get('waiting'), jobs.get('active'), jobs.get('failed')]).toEqual([1, 0, 2]);
      expect(metrics.get('queue.oldest_job.age')).toHaveLength(1);
      await running.queue.resume();
      await attempts(1);
      expect(
        running.telemetry
          .spans()
          .map(({ name }) => name)
          .filter(name => /getNextJob|pause|stalled/.test(name)),
      ).toEqual([]);
    });
  });
});

describeUnless(whyNoRedis())('A job with background.jobs: parent', () => {
  it('is a part of the trace that added it', async () => {
    const running = await start('express', 6379, { background: { jobs: 'parent', carryActor: false } });
    await running.client.get('/add/plain');
    await until(() => running.telemetry.spans().some(({ name }) => name === 'process mail'), {
      describe: () => running.telemetry.tree(),
    });
    expect(running.telemetry.tree()).toBe(
      [
        'GET /add/:name [server] 200',
        '  add mail [producer]',
        '    process mail [consumer]',
        '      Mailer.send',
      ].join('\n'),
    );
    expect(running.app.get(Mailer).actors).toEqual([undefined]);
    await running.end();
  });
});

describeUnless(whyNoPrivateRedis())('Redis that is killed', () => {
  it('costs the application no request and the metrics no scrape, and jobs go on when it is back', async () => {
    const redis = await PrivateRedis.start();
    const running = await start('express', redis.port);
    const quiet = () => undefined;
    running.queue.on('error', quiet);
    running.app.get(MailProcessor).worker.on('error', quiet);
    running.app.get<FlowProducer>('FLOWS').on('error', quiet);
    await redis.kill();
    for (let count = 0; count < 3; count += 1) {
      const { status, text } = await running.client.get('/metrics');
      expect([status, text.includes('queue_jobs{')]).toEqual([200, false]);
    }
    await redis.restart();
    const pending = running.client.get('/add/plain');
    await until(() => running.telemetry.spans().some(({ name }) => name === 'process mail'), {
      describe: () => running.telemetry.tree(),
    });
    expect((await pending).status).toBe(200);
    await running.end();
    await redis.kill();
  });
});
