import { createServer, type AddressInfo } from 'node:net';
import { FaultyCollector, type CollectorFault } from '../support/faulty-collector.js';
import { expectEmpty } from '../support/pipeline/expect-balanced.js';
import { expectAccounted } from '../support/pipeline/expect-accounted.js';
import {
  exportingTracer,
  hurriedTiming,
  type ExportingTracer,
  type ExportingTracerOptions,
} from '../support/pipeline/exporting-tracer.js';
import { until } from '../support/until.js';

describe('an exporter whose collector', () => {
  let collector: FaultyCollector;
  let tracer: ExportingTracer;
  const rejections: unknown[] = [];
  const rejected = (reason: unknown): void => void rejections.push(reason);
  beforeAll(async () => {
    collector = await FaultyCollector.start();
    process.on('unhandledRejection', rejected);
  });
  afterAll(async () => {
    process.off('unhandledRejection', rejected);
    await collector.stop();
  });
  beforeEach(async () => {
    await collector.become({ kind: 'none' });
    await collector.forget();
  });
  const trace = async (options: Partial<ExportingTracerOptions> = {}): Promise<void> => {
    tracer = await exportingTracer({ endpoint: collector.endpoint, ...options });
  };
  afterEach(async () => {
    await expectAccounted(tracer, collector);
    await collector.become({ kind: 'none' });
    await tracer.shutdown();
    await expectAccounted(tracer, collector);
    expectEmpty(tracer.pipeline);
    if (rejections.length > 0) throw new Error(`unhandled: ${String(rejections[0])}`);
  });
  const attempts = (count: number): Promise<unknown> => seen(count);
  async function seen(count: number): Promise<void> {
    const deadline = Date.now() + 10_000;
    while ((await collector.seen()).requests.length < count) {
      if (Date.now() > deadline) throw new Error(`fewer than ${count} requests came`);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }
  const everything = (): Map<string, number> => new Map(tracer.counts().dropped);

  it('is healthy gets every span once, however it is encoded', async () => {
    for (const protocol of ['http/protobuf', 'http/json'] as const)
      for (const compression of ['gzip', 'none'] as const) {
        await trace({ target: { protocol, compression } });
        await collector.forget();
        tracer.end(1_500);
        await tracer.settled();
        expect((await collector.seen()).ids.length).toBe(1_500);
        await expectAccounted(tracer, collector);
        const [request] = (await collector.seen()).requests;
        expect(request?.headers['content-type']).toBe(
          protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
        );
        expect(request?.headers['content-encoding']).toBe(compression === 'gzip' ? 'gzip' : undefined);
      }
  });

  it('resets connections gets every span when it stops', async () => {
    await trace();
    await collector.become({ kind: 'reset' });
    tracer.end(1_000);
    await attempts(3);
    await collector.become({ kind: 'none' });
    await tracer.settled();
    expect(tracer.counts().exported).toBe(1_000);
    expect(tracer.told[0]).toMatch(/^export \(1\): traces to http.*(ECONNRESET|socket hang up)/);
    expect(tracer.told.at(-1)).toMatch(/works again/);
  });

  it('cuts its answer after the status has taken the spans', async () => {
    await trace();
    await collector.become({ kind: 'resetAnswer' });
    tracer.end(1_000);
    await tracer.settled();
    expect((await collector.seen()).ids).toHaveLength(1_000);
  });

  it.each<CollectorFault>([{ kind: 'trickle', ms: 50 }, { kind: 'oversized' }])(
    'answers without end ($kind) is left at the deadline or the cap, and has the spans',
    async fault => {
      await trace({ target: { timeoutMs: fault.kind === 'trickle' ? 400 : 5_000 } });
      await collector.become(fault);
      tracer.end(3_000);
      await tracer.settled();
      const { ids, mostOpen } = await collector.seen();
      expect(new Set(ids).size).toBe(3_000);
      expect(mostOpen).toBeLessThanOrEqual(5);
    },
  );

  it('never answers has never more than four requests open, one while the breaker is open, and loses nothing', async () => {
    await trace({
      target: { timeoutMs: 150 },
      timing: { firstBackOff: 20, longestBackOff: 60, shortestPause: 50, longestPause: 100, catchUp: 100 },
    });
    await collector.become({ kind: 'hang' });
    tracer.end(5_000);
    await until(() => tracer.pipeline.breaker !== 'closed', {
      describe: () => 'the breaker',
      timeout: 10_000,
    });
    // The collector hears a moment late of a request that was given up.
    expect((await collector.seen()).mostOpen).toBeLessThanOrEqual(5);
    await collector.forget();
    await attempts(4);
    const open = await collector.seen();
    expect(open.mostOpen).toBeLessThanOrEqual(2);
    await collector.become({ kind: 'none' });
    await tracer.settled();
    expect(tracer.counts().exported).toBe(5_000);
  });

  it.each([
    ['0', 100],
    ['-7', 100],
    ['1', 250],
    ['1000000000', 250],
    [new Date(Date.now() + 3_600_000).toUTCString(), 250],
    [new Date(0).toUTCString(), 100],
  ])('asks for a pause of %j gets none of the requests for at least %d ms', async (retryAfter, pause) => {
    await trace({ batch: 100, timing: { ...hurriedTiming, longestPause: 250, catchUp: 100 } });
    await collector.become({ kind: 'status', status: 429, retryAfter });
    tracer.end(1_000);
    await attempts(6);
    const times = (await collector.seen()).requests.map(({ at }) => at);
    // Up to four were open when the first answer came.
    const gaps = times.slice(4).map((at, index) => at - (times[index + 3] ?? 0));
    // They are measured where the requests arrive.
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(pause * 0.8);
    await collector.become({ kind: 'none' });
    await tracer.settled();
    expect(tracer.counts().exported).toBe(1_000);
  });

  it('asks for a pause in words that nobody understands is tried again after the usual one', async () => {
    await trace();
    await collector.become({ kind: 'status', status: 503, retryAfter: 'when the moon is full' });
    tracer.end(100);
    await attempts(3);
    await collector.become({ kind: 'none' });
    await tracer.settled();
    expect(tracer.counts().exported).toBe(100);
  });

  it.each([400, 404, 500, 301])('answers %d has refused for good, and is not asked again', async status => {
    await trace();
    await collector.become({ kind: 'status', status, body: 'no\nthanks' });
    tracer.end(700);
    await tracer.settled();
    expect((await collector.seen()).requests).toHaveLength(2);
    expect(everything()).toEqual(new Map([['rejected_permanent', 700]]));
    expect(tracer.told).toHaveLength(1);
    expect(tracer.told[0]).toContain(`answered ${status}: no thanks`);
  });

  it.each([401, 403])('answers %d gets the spans when the credentials are good again', async status => {
    await trace();
    await collector.become({ kind: 'status', status });
    tracer.end(700);
    await attempts(3);
    expect(tracer.told).toHaveLength(1);
    expect(tracer.told[0]).toContain(`answered ${status}: check the headers`);
    await collector.become({ kind: 'none' });
    await tracer.settled();
    expect(tracer.counts().exported).toBe(700);
  });

  it.each(['http/protobuf', 'http/json'] as const)(
    'takes small requests only gets halves, %s',
    async protocol => {
      await trace({ target: { protocol, compression: 'none' } });
      await collector.become({ kind: 'tooLarge', bytes: 20_000 });
      tracer.end(2_000);
      await tracer.settled();
      expect(tracer.counts().exported).toBe(2_000);
      await collector.become({ kind: 'tooLarge', bytes: 20 });
      tracer.end(5);
      await tracer.settled();
      expect(everything()).toEqual(new Map([['rejected_permanent', 5]]));
    },
  );

  it.each(['http/protobuf', 'http/json'] as const)('takes a part tells how much, %s', async protocol => {
    await trace({ target: { protocol } });
    await collector.become({ kind: 'partial', items: 7, message: 'too old' });
    tracer.end(1_000);
    await tracer.settled();
    expect(everything()).toEqual(new Map([['rejected_partial', 14]]));
    expect(tracer.told[0]).toContain('too old');
  });

  it('is slow, but healthy, gets 2,000 spans a second without a loss', async () => {
    await trace({ target: { timeoutMs: 5_000 } });
    await collector.become({ kind: 'slow', ms: 400 });
    await tracer.load(2_000, 1_500);
    await tracer.settled();
    expect([...everything()]).toEqual([]);
    expect(tracer.told).toEqual([]);
  });

  it('is away longer than memory lasts loses the oldest successes, and no error', async () => {
    await trace({ maxBytes: 60_000, batch: 100 });
    await collector.become({ kind: 'refuse' });
    for (let round = 0; round < 40; round += 1) {
      tracer.end(100);
      tracer.end(2, 'error');
      await new Promise(resolve => setTimeout(resolve, 10));
      expect(tracer.pipeline.queuedBytes).toBeLessThanOrEqual(60_000);
    }
    await collector.become({ kind: 'none' });
    await tracer.settled();
    const received = new Set((await collector.seen()).ids);
    expect(tracer.errorIds.filter(id => !received.has(id))).toEqual([]);
    expect([...everything().keys()]).toEqual(['bytes_limit']);
    expect(received.size).toBeLessThan(4_000);
    // The newest are there.
    expect(received.has(tracer.ids.at(-3) ?? '')).toBe(true);
  });

  it('is away longer than as many items may wait loses those that come later, and no error', async () => {
    await trace({ maxItems: 500, batch: 100 });
    await collector.become({ kind: 'refuse' });
    tracer.end(1_000);
    expect(everything()).toEqual(new Map([['queue_full', 500]]));
    tracer.end(2, 'error');
    expect(everything()).toEqual(new Map([['queue_full', 600]]));
    await collector.become({ kind: 'none' });
    await tracer.settled();
    expect((await collector.seen()).ids).toEqual(expect.arrayContaining([...tracer.errorIds]));
    expect(tracer.counts().exported).toBe(402);
  });

  it('is away longer than a batch is kept loses what is older', async () => {
    await trace({ maxAgeMs: 300 });
    await collector.become({ kind: 'refuse' });
    tracer.end(1_000);
    await tracer.settled();
    expect(everything()).toEqual(new Map([['expired', 1_000]]));
  });

  it('is none at all - no such host, no TLS, not HTTP - costs nothing but its spans', async () => {
    const noise = createServer(socket => void socket.on('error', () => undefined).end('<html>nope</html>\n'));
    await new Promise<void>(resolve => noise.listen(0, '127.0.0.1', resolve));
    const { port } = noise.address() as AddressInfo;
    const urls = [
      'http://no-such-host.invalid:4318/v1/traces',
      `https://127.0.0.1:${port}/v1/traces`,
      `http://127.0.0.1:${port}/v1/traces`,
    ];
    for (const url of urls) {
      await trace({ target: { url }, flushTimeoutMs: 300 });
      tracer.end(10);
      await until(() => tracer.told.length > 0, { describe: () => `trouble with ${url}`, timeout: 10_000 });
      await tracer.shutdown();
      expect(everything()).toEqual(new Map([['shutdown_deadline', 10]]));
    }
    noise.close();
  });
});
