import { Injectable, type INestApplication } from '@nestjs/common';
import { HealthRegistry, terminusIndicator, type ReadinessIndicator } from 'nestjs-observability/health';
import { setTimeout as delay } from 'node:timers/promises';
import { ADAPTERS, startHealthApp, type HealthAppOptions } from '../support/health-app.js';
import { LineLogger } from '../support/line-logger.js';
import { probe, probeUntil } from '../support/probe.js';

const LEAK = 'connect to postgres://shop:hunter2secret@db.internal:5432 failed';
const redact = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll('hunter2secret', '[REDACTED]'));

const hostile = new Proxy({}, { get: () => fail(new Error(LEAK)) });

/** Each is down in a way of its own. */
const failing: ReadinessIndicator[] = [
  { name: 'throws', check: () => fail(new Error(LEAK)) },
  { name: 'rejects', check: () => Promise.reject(new Error(LEAK)) },
  { name: 'throws_null', check: () => fail(null) },
  { name: 'rejects_undefined', check: () => Promise.reject(undefined) },
  { name: 'rejects_hostile', check: () => Promise.reject(hostile) },
  { name: 'answers_false', check: async () => false },
  { name: 'hangs', check: () => new Promise(() => undefined) },
  terminusIndicator('reports_down', () => ({ reports_down: { status: 'down', message: LEAK } })),
  terminusIndicator('reports_nothing', () => ({})),
];

function fail(value: unknown): never {
  throw value;
}

describe.each(ADAPTERS)('indicators of the user on %s', adapter => {
  let app: INestApplication;

  async function start(options: Omit<HealthAppOptions, 'adapter'>): Promise<string> {
    const started = await startHealthApp({ adapter, redact, ...options });
    app = started.app;
    return `${started.url}/ready`;
  }

  afterEach(() => app.close());

  it('each count as down on their own when they throw, reject, hang or say so', async () => {
    const indicators = [...failing, { name: 'works', check: () => 'anything' }];
    const ready = await start({ health: { indicators, timeout: 300 } });

    const { status, body, text, took } = await probe(ready);

    expect(status).toBe(503);
    const checks = Object.fromEntries(failing.map(({ name }) => [name, 'down']));
    expect(body).toEqual({ status: 'error', checks: { event_loop: 'up', ...checks, works: 'up' } });
    expect(text).not.toMatch(/hunter2secret|internal|connect/);
    expect(took).toBeLessThan(300 + 400);
  });

  it('get a signal that ends with their deadline, and are not asked again while they hang', async () => {
    const signals: AbortSignal[] = [];
    const hangs = { name: 'hangs', check: (signal: AbortSignal) => new Promise(() => signals.push(signal)) };
    const ready = await start({ health: { indicators: [hangs], timeout: 100, cacheFor: 50 } });

    for (let round = 0; round < 5; round++) {
      expect((await probe(ready)).status).toBe(503);
      await delay(60);
    }

    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('come back as soon as a hanging check is over', async () => {
    const waiting: (() => void)[] = [];
    let works = false;
    const flaky = {
      name: 'flaky',
      check: () => works || new Promise<void>(resolve => waiting.push(resolve)),
    };
    const ready = await start({ health: { indicators: [flaky], timeout: 100, cacheFor: 50 } });
    await probeUntil(ready, 503);

    works = true;
    expect((await probe(ready)).status).toBe(503);
    waiting.forEach(resolve => resolve());

    await probeUntil(ready, 200, 1_000);
  });

  it('can be registered by any module', async () => {
    @Injectable()
    class Redis {
      constructor(health: HealthRegistry) {
        health.register({ name: 'redis', check: () => true });
      }
    }
    const ready = await start({ providers: [Redis] });

    expect((await probe(ready)).body.checks).toEqual({ event_loop: 'up', redis: 'up' });
  });

  it('stay ready while one of them is merely degraded', async () => {
    const degraded = terminusIndicator('search', () => ({ search: { status: 'degraded', lag: 7 } }));
    const ready = await start({ health: { indicators: [degraded] } });

    const { status, body } = await probe(ready);

    expect(status).toBe(200);
    expect(body).toEqual({ status: 'ok', checks: { event_loop: 'up', search: 'degraded' } });
  });

  it('show their redacted details when that is switched on', async () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const indicators = [
      failing[0]!,
      terminusIndicator('queue', () => ({
        queue: { status: 'up', url: 'amqp://hunter2secret@mq', depth: 3 },
      })),
      terminusIndicator('cyclic', () => ({ cyclic: { status: 'up', cyclic } })),
    ];
    const ready = await start({ health: { indicators, details: true } });

    const { body, text } = await probe(ready);

    expect(body.checks).toEqual({ event_loop: 'up', throws: 'down', queue: 'up', cyclic: 'up' });
    expect(body['details']).toEqual({
      event_loop: { meanDelay: expect.any(Number), limit: 1_000, responseTime: expect.any(Number) },
      throws: { message: LEAK.replace('hunter2secret', '[REDACTED]'), responseTime: expect.any(Number) },
      queue: { url: 'amqp://[REDACTED]@mq', depth: 3, responseTime: expect.any(Number) },
      cyclic: {},
    });
    expect(text).not.toContain('hunter2secret');
  });

  it('are logged when they change their state, redacted, and not for every probe', async () => {
    const logger = new LineLogger();
    let error: Error | undefined;
    const shaky = {
      name: 'shaky',
      check: () => {
        if (error) {
          throw error;
        }
      },
    };
    const ready = await start({ logger, health: { indicators: [shaky], cacheFor: 0 } });

    for (const state of [undefined, undefined, new Error(LEAK), new Error(LEAK), undefined, undefined]) {
      error = state;
      await probe(ready);
    }

    expect(logger.of('Health')).toEqual([
      `warn Readiness: "shaky" is down: ${LEAK.replace('hunter2secret', '[REDACTED]')}`,
      'log Readiness: "shaky" is up again',
    ]);
  });
});
