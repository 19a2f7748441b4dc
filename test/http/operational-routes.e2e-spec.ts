import { All, Controller, Get, Module, type INestApplication } from '@nestjs/common';
import { ObservabilityConfigurationError, type ObservabilityOptions } from 'nestjs-observability';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { send } from './support/send.js';
import 'nestjs-observability/testing/jest';

@Controller()
class WildcardController {
  @All('*')
  everything() {
    return 'taken';
  }
}

@Module({ controllers: [WildcardController] })
class WildcardModule {}

@Controller('metrics')
class OwnMetricsController {
  @Get()
  find() {
    return 'my own metrics';
  }
}

@Module({ controllers: [OwnMetricsController] })
class OwnMetricsModule {}

const underApi = (app: INestApplication) => void app.setGlobalPrefix('api');
const refuse = (app: INestApplication) =>
  void app.useGlobalGuards({
    canActivate: () => {
      throw new Error('nobody comes in');
    },
  });

describe.each(adapters)('Operational routes on %s', adapter => {
  let running: RunningTestApp | undefined;
  afterEach(async () => running?.stop());

  it('are measured, and neither traced nor logged', async () => {
    running = await testApp(WildcardModule).on(adapter).with(underApi).with(refuse).start();
    for (const path of ['/metrics', '/healthz', '/ready']) {
      const answer = await send(running.client, { path });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
    }
    expect(running.telemetry.spans()).toEqual([]);
    expect(running.telemetry.logs().filter(({ context }) => context === undefined)).toEqual([]);
    const points = (await running.telemetry.metrics()).get('http.server.request.duration') ?? [];
    expect(points.map(({ attributes }) => attributes['http.route']).toSorted()).toEqual([
      '/healthz',
      '/metrics',
      '/ready',
    ]);
  });

  it('answer HEAD, as probes like to ask', async () => {
    running = await testApp(WildcardModule).on(adapter).start();
    const answer = await send(running.client, { method: 'HEAD', path: '/healthz' });
    expect(answer).toMatchObject({ status: 200, body: '' });
  });

  it('come before a wildcard of the application', async () => {
    running = await testApp(WildcardModule).on(adapter).start();
    expect((await send(running.client, { path: '/metrics' })).body).toContain('# TYPE');
    expect((await send(running.client, { path: '/else' })).body).toContain('taken');
  });

  it('refuse to start beside a route of the same path, and say what to do', async () => {
    const start = testApp(OwnMetricsModule).on(adapter).start();
    await expect(start).rejects.toMatchObject({
      name: ObservabilityConfigurationError.name,
      message: expect.stringMatching(
        /metrics\.path is the path of a route.*got '\/metrics'[^]*Fix: give metrics\.path/,
      ),
    });
  });

  it.each<[string, ObservabilityOptions]>([
    ['elsewhere', { metrics: { path: '/internal/metrics' } }],
    ['nowhere', { metrics: { path: false } }],
  ])('leave the path to the application when they are served %s', async (_where, options) => {
    running = await testApp(OwnMetricsModule).on(adapter).observedWith(options).start();
    expect((await send(running.client, { path: '/metrics' })).body).toContain('my own metrics');
    expect(running.telemetry).toHaveOneServerSpan({ name: 'GET /metrics', status: 200 });
  });

  it('leave the path to the application under a prefix', async () => {
    running = await testApp(OwnMetricsModule).on(adapter).with(underApi).start();
    expect((await send(running.client, { path: '/api/metrics' })).body).toContain('my own metrics');
    expect((await send(running.client, { path: '/metrics' })).body).toContain('# TYPE');
  });

  it('and ignored paths leave no trace at all', async () => {
    running = await testApp(WildcardModule)
      .on(adapter)
      .observedWith({ http: { ignorePaths: ['/favicon.ico'] } })
      .start();
    const answer = await send(running.client, { path: '/favicon.ico?v=2' });
    expect(answer.body).toContain('taken');
    expect(answer.headers.has('x-request-id')).toBe(false);
    expect(running.telemetry.spans()).toEqual([]);
    expect((await running.telemetry.metrics()).get('http.server.request.duration') ?? []).toEqual([]);
  });
});
