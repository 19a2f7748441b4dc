import 'nestjs-observability/testing/jest';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { testApp, type RunningTestApp } from '../support/test-app.js';
import { TenantsModule, TenantsService, userOf, type Seen } from './fixtures/tenants.module.js';
import { inParallel } from './support/in-parallel.js';
import { send } from './support/send.js';

const requests = 200;

describe('Two applications in one process', () => {
  let apps: readonly (readonly [string, RunningTestApp])[] = [];
  beforeAll(async () => {
    const start = (adapter: 'express' | 'fastify') =>
      testApp(TenantsModule)
        .on(adapter)
        .observedWith({ identify: userOf, service: { name: adapter }, tracing: { outgoingHttp: false } })
        .start();
    apps = [
      ['express', await start('express')],
      ['fastify', await start('fastify')],
    ];
  });
  afterAll(() => Promise.all(apps.map(([, running]) => running.stop())));

  it('keep spans, lines and measurements to themselves', async () => {
    const traces = new Map<string, Set<string | undefined>>([
      ['express', new Set()],
      ['fastify', new Set()],
    ]);
    await inParallel(requests * 2, 20, async index => {
      const [name, { url }] = apps[index % 2]!;
      const headers = { 'x-user': `${name}-user`, 'x-request-id': `${name}-${index}` };
      const response = await fetch(`${url}/tenants/visits/${name}`, { headers });
      for (const { traceId } of (await response.json()) as Seen[]) traces.get(name)!.add(traceId);
    });
    for (const [name, { telemetry }] of apps) {
      await telemetry.waitForIdle();
      const spans = telemetry.spans();
      expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(traces.get(name));
      expect(spans).toHaveLength(requests * 3);
      const lines = telemetry.logs().filter(line => line['request_id'] !== undefined);
      expect(lines).toHaveLength(requests * 3);
      expect(
        new Set(lines.map(({ user_id: user, service }) => `${String(user)} ${String(service)}`)),
      ).toEqual(new Set([`${name}-user ${name}`]));
      const points = (await telemetry.metrics()).get('http.server.request.duration');
      expect(points?.map(({ count }) => count)).toEqual([requests]);
    }
  });

  it('know their own instances outside of requests', async () => {
    for (const [, { app, telemetry }] of apps) {
      await telemetry.clear();
      const service = app.get(TenantsService, { strict: false });
      await context.with(ROOT_CONTEXT, () => service.work('outside'));
    }
    for (const [, { telemetry }] of apps) {
      expect(telemetry.spans().filter(({ name }) => name === 'TenantsService.work')).toHaveLength(1);
    }
  });

  it('survive one another', async () => {
    const [[, express], [, fastify]] = apps as [(typeof apps)[number], (typeof apps)[number]];
    await express.stop();
    await fastify.telemetry.clear();
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await send(fastify.client, { path: '/tenants/open', headers: { traceparent } });
    expect(fastify.telemetry).toHaveOneServerSpan({ traceId: 'a'.repeat(32), status: 200 });
    expect(fastify.telemetry).toHaveLogLine({ trace_id: 'a'.repeat(32), service: 'fastify' }, { times: 1 });
  });
});
