import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { EndpointHandler } from '../core/endpoint.js';
import type { HealthOptions } from '../observability.options.js';
import { HEALTH_ENDPOINTS, type HealthEndpoint } from './health-endpoints.js';
import { HealthModule } from './health.module.js';

const redact = (value: unknown) => value;

async function create(health: DynamicModule) {
  class AppModule {}
  Module({ imports: [health] })(AppModule);
  return NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
}

async function readinessOf(endpoints: HealthEndpoint[]): Promise<number> {
  const { status } = await endpoints[1]!.handler({ method: 'GET', headers: {} });
  return status;
}

async function withEndpoints(
  health: HealthOptions,
  run: (handlers: Map<string, EndpointHandler>) => Promise<void>,
): Promise<void> {
  const app = await create(HealthModule.registerAsync({ useFactory: async () => ({ health, redact }) }));
  const endpoints = app.get<HealthEndpoint[]>(HEALTH_ENDPOINTS);
  await run(new Map(endpoints.map(({ path, handler }) => [path, handler])));
  await app.close();
}

describe('HealthModule', () => {
  it('offers both endpoints under their default paths', () =>
    withEndpoints({}, async handlers => {
      expect([...handlers.keys()]).toEqual(['/healthz', '/ready']);
      expect(await handlers.get('/healthz')!({ method: 'GET', headers: {} })).toEqual({
        status: 200,
        headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
        body: '{"status":"ok"}',
      });
    }));

  it('takes paths from the options, and offers none when it is off', async () => {
    await withEndpoints({ livenessPath: '/live', readinessPath: '/up' }, async handlers => {
      expect([...handlers.keys()]).toEqual(['/live', '/up']);
    });
    await withEndpoints({ enabled: false }, async handlers => {
      expect(handlers.size).toBe(0);
    });
  });

  it.each(['/healthz', '/ready'])('answers GET and HEAD on %s and refuses the rest', path =>
    withEndpoints({}, async handlers => {
      const answer = (method: string) => handlers.get(path)!({ method, headers: {} });

      expect(await answer('HEAD')).toEqual(await answer('GET'));
      expect(await answer('POST')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' }, body: '' });
    }),
  );

  it.each([
    ['event_loop', 'event_loop'],
    ['twice', 'twice'],
  ])('fails the bootstrap when a name is taken: %s', async (...names) => {
    const indicators = names.map(name => ({ name, check: () => true }));

    await expect(create(HealthModule.register({ health: { indicators }, redact }))).rejects.toMatchObject({
      code: 'HEALTH_DUPLICATE_INDICATOR',
    });
  });

  it('is unready until the application has started, without asking anyone', async () => {
    let asked = 0;
    const indicators = [{ name: 'counting', check: () => void asked++ }];
    const health = HealthModule.register({ health: { indicators }, redact });
    const statusWhileStarting: number[] = [];
    const starting = {
      provide: 'starting',
      inject: [HEALTH_ENDPOINTS],
      useFactory: (endpoints: HealthEndpoint[]) => ({
        onModuleInit: async () => void statusWhileStarting.push(await readinessOf(endpoints)),
      }),
    };
    const app = await create({ module: class Root {}, imports: [health], providers: [starting] });
    const endpoints = app.get<HealthEndpoint[]>(HEALTH_ENDPOINTS);

    expect(statusWhileStarting).toEqual([503]);
    expect(asked).toBe(0);
    expect(await readinessOf(endpoints)).toBe(200);
    await app.close();
    expect(await readinessOf(endpoints)).toBe(503);
  });
});
