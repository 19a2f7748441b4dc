import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { ObservabilityOptions } from 'nestjs-observability';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { TenantsModule, userOf, type Seen } from './fixtures/tenants.module.js';
import { send } from './support/send.js';
import 'nestjs-observability/testing/jest';

type Identify = NonNullable<ObservabilityOptions['identify']>;
type UserRequest = Parameters<typeof userOf>[0];

const late = async (request: UserRequest) => {
  await new Promise(resolve => setTimeout(resolve, 5));
  return userOf(request);
};
const alice = { 'x-user': 'alice', 'x-tenant': 'acme' };

describe.each(adapters)('The identify option on %s', adapter => {
  let running: RunningTestApp | undefined;
  afterEach(async () => running?.stop());

  const start = async (identify: (request: UserRequest) => unknown) =>
    (running = await testApp(TenantsModule)
      .on(adapter)
      .observedWith({ identify: identify as Identify })
      .start());
  const work = async ({ client }: RunningTestApp, headers: Record<string, string>) =>
    send(client, { path: '/tenants/visits/x', headers });

  it.each([
    ['at once', userOf],
    ['later', late],
  ])('names the user that a guard found %s, in services, lines and the span', async (_when, identify) => {
    const { telemetry } = await start(identify);
    const answer = await work(running!, alice);
    for (const seen of JSON.parse(answer.body) as Seen[]) {
      expect(seen).toMatchObject({ user: 'alice', tenant: 'acme' });
    }
    const lines = telemetry.logs().filter(line => line['request_id'] !== undefined);
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).toMatchObject({ user_id: 'alice', tenant_id: 'acme' });
    expect(telemetry).toHaveOneServerSpan({ attributes: { 'user.id': 'alice', 'tenant.id': 'acme' } });
  });

  it.each([
    ['at once', userOf],
    ['later', late],
  ])('names the user whom a later guard refuses, %s', async (_when, identify) => {
    const { telemetry } = await start(identify);
    expect((await work(running!, { 'x-user': 'mallory' })).status).toBe(403);
    expect(telemetry).toHaveOneServerSpan({
      name: 'GET /tenants/visits/:name',
      status: 403,
      attributes: { 'user.id': 'mallory', 'tenant.id': 'acme' },
    });
    expect(telemetry).toHaveLogLine({ status: 403, user_id: 'mallory', tenant_id: 'acme' }, { times: 1 });
  });

  it.each<[string, (request: UserRequest) => unknown]>([
    [
      'throws',
      () => {
        throw new TypeError('no user here');
      },
    ],
    [
      'rejects',
      async () => {
        throw new TypeError('no user here');
      },
    ],
    [
      'gives a hostile object',
      () => ({
        get id() {
          throw new TypeError('no user here');
        },
      }),
    ],
  ])('that %s is told of once, and never to the client', async (_what, identify) => {
    const { telemetry } = await start(identify);
    for (let request = 0; request < 3; request += 1) expect((await work(running!, alice)).status).toBe(200);
    expect(telemetry).toHaveLogLine(
      { level: 'warn', msg: expect.stringMatching(/identify option.*no user here/) },
      { times: 1 },
    );
    expect(telemetry).toHaveSpan('GET /tenants/visits/:name', {
      times: 3,
      attributes: { 'user.id': undefined },
    });
  });

  it.each([undefined, null, 'alice', 7, {}, { id: '' }, new Proxy({ id: 'x' }, {})])(
    'that gives %p names nobody',
    async answer => {
      const { telemetry } = await start(() => answer);
      expect((await work(running!, alice)).status).toBe(200);
      expect(telemetry).toHaveOneServerSpan({ attributes: { 'user.id': undefined } });
    },
  );

  it('is asked once for each request, whatever it answers', async () => {
    let asked = 0;
    await start(() => void (asked += 1));
    await work(running!, alice);
    await work(running!, {});
    await send(running!.client, { path: '/nothing' });
    expect(asked).toBe(3);
  });

  it('may fail without a word for requests that have no user', async () => {
    const { telemetry } = await start(({ user }) => ({ id: user!.id }));
    expect((await work(running!, {})).status).toBe(401);
    expect(telemetry.logs().filter(({ msg }) => String(msg).includes('identify'))).toEqual([]);
  });

  it('does not hold up the record of a refused request for longer than a second', async () => {
    const { telemetry } = await start(() => new Promise(() => undefined));
    await work(running!, {});
    expect(telemetry).toHaveOneServerSpan({ status: 401 });
  });

  it('leaves nothing behind outside of requests', async () => {
    const { telemetry, client } = await start(userOf);
    await send(client, { path: '/tenants/visits/x', headers: alice });
    await telemetry.clear();
    const { Logger } = await import('@nestjs/common');
    context.with(ROOT_CONTEXT, () => new Logger('Job').log('nobody asked'));
    const [line] = telemetry.logs();
    expect(line).toMatchObject({ msg: 'nobody asked', context: 'Job' });
    expect(Object.keys(line!).toSorted()).toEqual(['context', 'level', 'msg', 'service', 'time']);
  });
});
