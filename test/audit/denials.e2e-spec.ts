import { attr } from '../../libs/observability/dist/core/names.js';
import { RefusalsModule, type Request } from '../support/audit/refusals.module.js';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';

interface AuditLine {
  readonly action: string;
  readonly outcome: string;
  readonly [field: string]: unknown;
}

describe.each(adapters)('a refused request on %s', adapter => {
  let running: RunningTestApp;

  beforeAll(async () => {
    running = await testApp(RefusalsModule)
      .on(adapter)
      .observedWith({
        tracing: { outgoingHttp: false },
        identify: ({ user }: Request) => user && { id: user.id, tenant: 'acme' },
      })
      .start();
  });
  afterAll(() => running.stop());
  beforeEach(() => running.telemetry.clear());

  const clerk = { 'x-user': 'clerk' };
  const guest = { 'x-user': 'guest' };
  const records = () =>
    running.telemetry
      .logs()
      .filter(({ msg }) => msg === 'audit.record')
      .map(line => line['audit.record'] as AuditLine);
  const told = () => records().map(({ action, outcome }) => `${action} ${outcome}`);

  it('of an audited service leaves a denial with actor, route, reason and target', async () => {
    const { status } = await running.client.post('/orders/7/cancel', {}, { ...guest, 'user-agent': 'spec' });
    expect(status).toBe(403);
    expect(records()).toEqual([
      {
        id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7/) as string,
        operationId: expect.any(String) as string,
        part: 1,
        phase: 'result',
        occurredAt: expect.any(Number) as number,
        action: 'order.cancel',
        crud: 'u',
        outcome: 'denied',
        reasonCode: 'ForbiddenException',
        failure: { type: 'ForbiddenException' },
        atomicity: 'independent',
        capture: 'none',
        tenant: 'acme',
        actor: { type: 'user', id: 'guest' },
        targets: [{ type: 'Order', id: '7' }],
        source: { address: '127.0.0.1', userAgent: 'spec', route: 'POST /orders/:id/cancel' },
        traceId: expect.stringMatching(/^[\da-f]{32}$/) as string,
        spanId: expect.stringMatching(/^[\da-f]{16}$/) as string,
        requestId: expect.any(String) as string,
        details: { handler: 'OrdersController.cancel' },
      },
    ]);
  });

  it('has the id of its record on the span of the request', async () => {
    await running.client.post('/orders/7/cancel', {}, guest);
    const [span] = running.telemetry.spans();
    expect(span?.attributes[attr.auditRecordId]).toBe(records()[0]?.['id']);
  });

  it('without a user leaves a denial of an unknown actor', async () => {
    const { status } = await running.client.post('/orders/7/cancel', {});
    expect(status).toBe(401);
    expect(records()).toMatchObject([
      { outcome: 'denied', reasonCode: 'UnauthorizedException', actor: { type: 'unknown' } },
    ]);
  });

  it('of an audited handler leaves one denial, that of the handler', async () => {
    await running.client.request('/papers/7/above', { method: 'DELETE', headers: guest });
    expect(records()).toMatchObject([
      { action: 'paper.remove', outcome: 'denied', targets: [{ type: 'Paper', id: '7' }] },
    ]);
  });

  it('is known in any order of the decorators', async () => {
    await running.client.request('/papers/7/below', { method: 'DELETE', headers: guest });
    expect(told()).toEqual(['paper.remove denied']);
  });

  it('of a handler that leads to several audited methods leaves a denial of each', async () => {
    await running.client.post('/orders/7/both', {}, guest);
    expect(told()).toEqual(['order.cancel denied', 'order.note denied']);
    expect(new Set(records().map(({ operationId }) => operationId)).size).toBe(1);
  });

  it('of a handler that leads to none leaves nothing', async () => {
    await running.client.get('/orders/7', guest);
    expect(told()).toEqual([]);
  });

  it('is learnt from an earlier one that got through, where the source does not tell', async () => {
    await running.client.post('/orders/tidy', {}, guest);
    expect(told()).toEqual([]);
    await running.client.post('/orders/tidy', {}, clerk);
    await running.telemetry.clear();
    await running.client.post('/orders/tidy', {}, guest);
    expect(told()).toEqual(['order.archive denied']);
  });

  it.each(['/scoped/7', '/secret/7'])(
    'of %s, whose service nobody can read from outside, is known at once',
    async path => {
      await running.client.post(path, {}, guest);
      expect(told()).toEqual(['order.cancel denied']);
    },
  );

  it('by the service itself leaves exactly one denial', async () => {
    const { status } = await running.client.post('/orders/7/cancel', { reason: 'not mine' }, clerk);
    expect(status).toBe(403);
    expect(told()).toEqual(['order.cancel denied']);
  });

  it('by the audited handler itself leaves exactly one denial', async () => {
    await running.client.post('/papers/judge', {}, clerk);
    expect(told()).toEqual(['paper.judge denied']);
  });

  it('by the handler before it called the service leaves a denial', async () => {
    await running.client.post('/own/refusal', {}, clerk);
    expect(told()).toEqual(['order.cancel denied']);
  });

  it('with an error of the application leaves a denial where the decorator says so', async () => {
    const { status } = await running.client.post('/own/mapped', {}, clerk);
    expect(status).toBe(500);
    expect(records()).toMatchObject([{ action: 'order.note', outcome: 'denied', reasonCode: 'NotYours' }]);
  });

  it('that a filter answers with 404 leaves a denial all the same', async () => {
    const { status } = await running.client.post('/orders/7/hidden', {}, guest);
    expect(status).toBe(404);
    expect(told()).toEqual(['order.cancel denied']);
  });

  it('by a pipe leaves no record: nobody judged who sent it', async () => {
    const { status } = await running.client.post('/orders/7/count/many', {}, clerk);
    expect(status).toBe(400);
    expect(told()).toEqual([]);
  });

  it('that fails otherwise is told as the failure that it is', async () => {
    await running.client.post('/orders/7/cancel', { reason: 'out of reach' }, clerk);
    expect(told()).toEqual(['order.cancel failure']);
  });

  it('that is none is told as success, on the span that was active', async () => {
    const { status } = await running.client.request('/papers/7/above', { method: 'DELETE', headers: clerk });
    expect(status).toBe(200);
    expect(told().sort()).toEqual(['order.cancel success', 'paper.remove success']);
    const span = running.telemetry.spans().find(({ name }) => name === 'PapersController.above');
    const record = records().find(({ action }) => action === 'paper.remove');
    expect(span?.attributes[attr.auditRecordId]).toBe(record?.['id']);
    expect(record).toMatchObject({ spanId: span?.spanId, actor: { id: 'clerk' } });
  });
});
