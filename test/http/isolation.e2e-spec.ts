import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { TenantsModule, userOf, type Seen } from './fixtures/tenants.module.js';
import { inParallel } from './support/in-parallel.js';

const requests = 10_000;

describe.each(adapters)(`${requests} interleaved requests of two tenants on %s`, adapter => {
  let running: RunningTestApp;
  const answers: { readonly tenant: string; readonly name: string; readonly seen: readonly Seen[] }[] = [];

  beforeAll(async () => {
    running = await testApp(TenantsModule).on(adapter).observedWith({ identify: userOf }).start();
    await inParallel(requests, 100, async index => {
      const tenant = index % 2 === 0 ? 'acme' : 'globex';
      const name = `${tenant}-${index}`;
      const response = await fetch(`${running.url}/tenants/visits/${name}`, {
        headers: { 'x-user': `user-${name}`, 'x-tenant': tenant, 'x-request-id': `request-${name}` },
      });
      answers.push({ tenant, name, seen: (await response.json()) as Seen[] });
    });
    await running.telemetry.waitForIdle();
  }, 120_000);
  afterAll(() => running?.stop());

  it('never show one another to a service', () => {
    const mixed = answers.filter(({ tenant, name, seen }) =>
      seen.some(
        ({ user, tenant: own, requestId, traceId }) =>
          user !== `user-${name}` ||
          own !== tenant ||
          requestId !== `request-${name}` ||
          traceId !== seen[0]?.traceId,
      ),
    );
    expect(mixed).toEqual([]);
    expect(answers).toHaveLength(requests);
    expect(new Set(answers.map(({ seen }) => seen[0]?.traceId)).size).toBe(requests);
  });

  it('never show one another in log lines', () => {
    const traceOf = new Map(answers.map(({ name, seen }) => [name, seen[0]?.traceId]));
    const lines = running.telemetry.logs().filter(line => line['request_id'] !== undefined);
    const mixed = lines.filter(line => {
      const name = String(line['request_id']).slice('request-'.length);
      const said = /(?:worked on|finished) (.+)/.exec(String(line['msg']))?.[1];
      return (
        line['trace_id'] !== traceOf.get(name) ||
        line['user_id'] !== `user-${name}` ||
        line['tenant_id'] !== name.split('-')[0] ||
        line['order'] !== name ||
        (said !== undefined && said !== name)
      );
    });
    expect(mixed).toEqual([]);
    expect(lines).toHaveLength(requests * 3);
  });

  it('never show one another in spans', () => {
    const spans = running.telemetry.spans().filter(({ kind }) => kind !== 'client');
    const nameOf = new Map(answers.map(({ name, seen }) => [seen[0]?.traceId, name]));
    const mixed = spans.filter(({ traceId, attributes, kind, name: title, parent }) => {
      const name = nameOf.get(traceId);
      if (kind === 'server')
        return (
          attributes['user.id'] !== `user-${name}` ||
          attributes['tenant.id'] !== name?.split('-')[0] ||
          attributes['request.id'] !== `request-${name}`
        );
      return title.startsWith('hand ')
        ? title !== `hand ${name}` || parent !== 'TenantsService.work'
        : parent !== 'GET /tenants/visits/:name';
    });
    expect(mixed).toEqual([]);
    expect(spans).toHaveLength(requests * 3);
  });

  it('are all counted, and none is left open', async () => {
    const metrics = await running.telemetry.metrics();
    expect(metrics.get('http.server.request.duration')).toEqual([
      expect.objectContaining({ count: requests }),
    ]);
    expect(metrics.get('http.server.active_requests')?.map(({ value }) => value)).toEqual([0]);
  });
});
