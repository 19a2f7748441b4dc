import type { INestApplication } from '@nestjs/common';
import { ClientProxyFactory, Transport, type ClientProxy } from '@nestjs/microservices';
import { WsAdapter } from '@nestjs/platform-ws';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { GuardedMessagesModule, type Order } from '../support/audit/guarded-messages.module.js';
import { freePort } from '../support/free-port.js';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { until } from '../support/until.js';

interface AuditLine {
  readonly action: string;
  readonly outcome: string;
  readonly [field: string]: unknown;
}

describe.each(adapters)('a message beside %s', adapter => {
  let running: RunningTestApp;
  let sender: ClientProxy;
  let socket: WebSocket;

  beforeAll(async () => {
    const options = { host: '127.0.0.1', port: await freePort() };
    running = await testApp(GuardedMessagesModule)
      .on(adapter)
      .with(async (app: INestApplication) => {
        app.useWebSocketAdapter(new WsAdapter(app));
        app.connectMicroservice({ transport: Transport.TCP, options }, { inheritAppConfig: true });
        await app.startAllMicroservices();
      })
      .start();
    sender = ClientProxyFactory.create({ transport: Transport.TCP, options });
    await sender.connect();
    socket = new WebSocket(running.url.replace('http', 'ws'));
    await new Promise(resolve => socket.addEventListener('open', resolve, { once: true }));
  });
  afterAll(async () => {
    socket.close();
    await sender.close();
    await running.stop();
  });
  beforeEach(() => running.telemetry.clear());

  const records = () =>
    running.telemetry
      .logs()
      .filter(({ msg }) => msg === 'audit.record')
      .map(line => line['audit.record'] as AuditLine);
  const told = () => records().map(({ action, outcome }) => `${action} ${outcome}`);
  const someRecords = (count = 1) =>
    until(() => records().length >= count && records(), { describe: () => `${count} records` });

  const rpc = (pattern: string, order: Order) =>
    firstValueFrom(sender.send<string>(pattern, order)).then(
      answer => `answered ${answer}`,
      () => 'refused',
    );
  const ws = async (event: string, order: Order) => {
    const answer = new Promise<string>(resolve => {
      socket.addEventListener('message', ({ data }) => resolve(data as string), { once: true });
    });
    socket.send(JSON.stringify({ event, data: order }));
    const { event: kind } = JSON.parse(await answer) as { event: string };
    return kind === 'refused' ? 'refused' : `answered ${order.id}`;
  };

  describe.each([
    ['of RPC', rpc, 'OrderMessages', 'RpcException'],
    ['of a WebSocket', ws, 'OrderGateway', 'WsException'],
  ] as const)('%s', (_name, send, owner, refusal) => {
    it('that a guard refuses leaves a denial with actor, tenant, target, reason and handler', async () => {
      expect(await send('cancel', { id: '7', user: 'guest' })).toBe('refused');
      const [record] = await someRecords();
      expect(record).toMatchObject({
        action: 'order.cancel',
        crud: 'u',
        outcome: 'denied',
        reasonCode: refusal,
        atomicity: 'independent',
        capture: 'none',
        tenant: 'acme',
        actor: { type: 'user', id: 'guest' },
        targets: [{ type: 'Order', id: '7' }],
        requestId: expect.any(String) as string,
        details: { handler: `${owner}.cancel` },
      });
      expect(told()).toHaveLength(1);
    });

    it('of an audited handler leaves the denial of the handler, of an unknown actor', async () => {
      expect(await send('own', { id: '7', way: 'forbid' })).toBe('refused');
      expect(await someRecords()).toMatchObject([
        {
          action: 'order.own',
          outcome: 'denied',
          reasonCode: 'ForbiddenException',
          actor: { type: 'unknown' },
          targets: [],
        },
      ]);
    });

    it('that gets through is told by the method alone, with the actor of the guard', async () => {
      expect(await send('cancel', { id: '8', user: 'clerk' })).toBe('answered 8');
      expect(await someRecords()).toMatchObject([
        { action: 'order.cancel', outcome: 'success', actor: { type: 'user', id: 'clerk' }, tenant: 'acme' },
      ]);
    });

    it('that the method refuses leaves exactly one denial', async () => {
      expect(await send('cancel', { id: '8', user: 'clerk', way: 'refuse' })).toBe('refused');
      await someRecords();
      expect(told()).toEqual(['order.cancel denied']);
    });

    it('whose guard breaks down is no denial', async () => {
      expect(await send('cancel', { id: '7', way: 'crash' })).toBe('refused');
      expect(await send('cancel', { id: '8', user: 'clerk' })).toBe('answered 8');
      await someRecords();
      expect(told()).toEqual(['order.cancel success']);
    });
  });

  it('that a filter of the application answers leaves a denial all the same', async () => {
    expect(await rpc('hidden', { id: '7', user: 'guest' })).toBe('answered hidden');
    await someRecords();
    expect(told()).toEqual(['order.cancel denied']);
  });

  it('that a guard refuses with an exception of its own leaves a denial', async () => {
    expect(await rpc('cancel', { id: '7', way: 'complain' })).toBe('refused');
    expect(await someRecords()).toMatchObject([{ outcome: 'denied', reasonCode: 'RpcException' }]);
  });

  it('that nobody answers, an event, leaves a denial', async () => {
    await lastValueFrom(sender.emit('cancelled', { id: '9', user: 'guest' }), { defaultValue: undefined });
    expect(await someRecords()).toMatchObject([{ outcome: 'denied', targets: [{ type: 'Order', id: '9' }] }]);
  });

  it('of a handler that leads to nothing audited leaves nothing', async () => {
    expect(await rpc('plain', { id: '7', user: 'guest' })).toBe('refused');
    expect(await rpc('cancel', { id: '8', user: 'clerk' })).toBe('answered 8');
    await someRecords();
    expect(told()).toEqual(['order.cancel success']);
  });

  it('is told as what it was while others are under way, whichever guard is done first', async () => {
    const orders = Array.from({ length: 20 }, (_, at) => ({
      id: String(at),
      user: at % 3 === 0 ? 'clerk' : `guest-${at}`,
      delay: ((at * 7) % 20) * 2,
    }));
    const answers = await Promise.all(orders.map(order => rpc('cancel', order)));
    expect(answers).toEqual(orders.map(({ id, user }) => (user === 'clerk' ? `answered ${id}` : 'refused')));
    const all = await someRecords(orders.length);
    const seen = all.map(({ outcome, actor, targets }) => ({ outcome, actor, targets }));
    const expected = orders.map(({ id, user }) => ({
      outcome: user === 'clerk' ? 'success' : 'denied',
      actor: { type: 'user', id: user },
      targets: [{ type: 'Order', id }],
    }));
    expect(seen).toHaveLength(expected.length);
    expect(seen).toEqual(expect.arrayContaining(expected));
    expect(new Set(all.map(({ requestId }) => requestId)).size).toBe(orders.length);
  });
});
