import type { INestApplication } from '@nestjs/common';
import type { ClientProxy } from '@nestjs/microservices';
import 'nestjs-observability/testing/jest';
import { connect, type Socket } from 'node:net';
import { firstValueFrom, from, lastValueFrom, mergeMap, toArray } from 'rxjs';
import { describeUnless } from '../support/describe-unless.js';
import { adapters, type RunningTestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { entrances, own } from './support/brokers.js';
import { shopOver, treeOf } from './support/shop-over.js';
import { SHOP } from './support/shop.module.js';

const [tcp, , nats, rabbitmq] = entrances as [
  (typeof entrances)[0],
  unknown,
  (typeof entrances)[0],
  (typeof entrances)[0],
];
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** A packet as Nest's JSON socket frames it. */
function packet(content: unknown): string {
  const text = JSON.stringify(content);
  return `${text.length}#${text}`;
}

function portOf(app: INestApplication): number {
  const [service] = app.getMicroservices();
  return (service!.unwrap<{ address(): { port: number } }>().address() as { port: number }).port;
}

describe.each([
  ['trusted', ['127.0.0.1'], true],
  ['strange', ['10.0.0.0/8'], false],
] as const)('A %s caller over TCP', (_who, trust, continued) => {
  let running: RunningTestApp;
  let socket: Socket;
  const answers: string[] = [];

  beforeAll(async () => {
    running = await shopOver(tcp, { observed: { propagation: { trust } } });
    socket = connect(portOf(running.app), '127.0.0.1');
    socket.on('data', data => answers.push(String(data)));
    await new Promise(resolve => socket.once('connect', resolve));
  });
  beforeEach(async () => {
    answers.length = 0;
    await running.telemetry.clear();
  });
  afterAll(async () => {
    socket.destroy();
    await running.stop();
  });

  const answered = async (content: unknown) => {
    socket.write(packet(content));
    await until(() => answers.length > 0, { describe: () => 'an answer' });
    await running.telemetry.waitForIdle();
    return running.telemetry.spans()[0]!;
  };

  it(`is ${continued ? 'continued' : 'linked to'}`, async () => {
    const span = await answered({ pattern: own('sum'), data: [1], id: 'a', metadata: { traceparent } });
    expect(span.parentSpanId).toBe(continued ? 'b7ad6b7169203331' : undefined);
    expect(span.traceId === '0af7651916cd43dd8448eb211c80319c').toBe(continued);
    expect(span.links).toHaveLength(continued ? 0 : 1);
  });

  it('who asks for what nobody knows leaves one refusal, with what was asked', async () => {
    const span = await answered({ pattern: 'no.such', data: 1, id: 'a', metadata: { traceparent } });
    expect(span).toMatchObject({ name: 'nestjs', kind: 'server', status: 'unset' });
    expect(span.attributes).toMatchObject({
      'rpc.method': '_OTHER',
      'rpc.method_original': 'no.such',
      'error.type': 'UnknownPattern',
    });
    expect(span.traceId === '0af7651916cd43dd8448eb211c80319c').toBe(continued);
  });

  it.each<unknown>([
    null,
    7,
    'text',
    [],
    { pattern: { a: { b: 1 } }, id: 1 },
    { pattern: own('sum'), data: [1], id: 'a', metadata: 'text' },
    { pattern: own('sum'), data: [1], id: 'a', metadata: { traceparent: { evil: true }, baggage: 7 } },
    { pattern: own('sum'), data: [1], id: 'a', metadata: { traceparent: 'x'.repeat(100_000) } },
    { pattern: 'x'.repeat(100_000), data: [1], id: 'a' },
  ])('who sends %j harms nobody', async odd => {
    socket.write(packet(odd));
    socket.write(packet({ pattern: own('sum'), data: [1, 2], id: 'last' }));
    await until(() => answers.join('').includes('"response":3'), { describe: () => 'the last answer' });
    await running.telemetry.waitForIdle();
    const texts = running.telemetry.spans().flatMap(({ attributes }) => Object.values(attributes));
    expect(Math.max(...texts.map(text => String(text).length))).toBeLessThan(1_000);
    expect(running.telemetry.openSpans()).toEqual([]);
  });
});

describe.each(adapters)('A microservice that inherits the configuration, beside %s', adapter => {
  it('makes an operation of each of several handlers of an event', async () => {
    const running = await shopOver(tcp, { adapter, inheritAppConfig: true });
    await running.client.get('/tell/shared');
    await until(() => running.telemetry.spans().length >= 5, { describe: () => 'both handlers' });
    await running.telemetry.waitForIdle();
    expect(treeOf(running)).toBe(
      [
        'GET /tell/:what [server] 200',
        '  shared [client]',
        '    shared [server] ! Error: the second failed',
        '      ShopController.first',
        '      ShopController.second ! Error: the second failed',
      ].join('\n'),
    );
    await running.stop();
  });
});

describe('messaging: false', () => {
  it('leaves servers and clients alone', async () => {
    const running = await shopOver(tcp, { observed: { messaging: false } });
    await running.client.get('/ask/sum');
    await running.telemetry.waitForIdle();
    expect(running.telemetry.tree()).toBe('GET /ask/:what [server] 200\n\nSums.sum');
    await running.stop();
  });
});

describe.each([tcp, nats])('Two tenants at once over $name', entrance => {
  describeUnless(entrance.missing)('in ten thousand messages', () => {
    it('never see one another', async () => {
      const running = await shopOver(entrance);
      const client = running.app.get<ClientProxy>(SHOP, { strict: false });
      const ask = (index: number) =>
        firstValueFrom(client.send<string>(own('who'), `tenant-${index % 2}`)).then(
          told => told === `tenant-${index % 2}`,
        );
      const right = await lastValueFrom(
        from(Array.from({ length: 10_000 }, (_, index) => index)).pipe(mergeMap(ask, 64), toArray()),
      );
      expect(right.filter(Boolean)).toHaveLength(10_000);
      await running.telemetry.waitForIdle(20_000);
      const spans = running.telemetry.spans();
      const clients = new Map(
        spans.filter(({ kind }) => kind === 'client').map(span => [span.spanId, span.traceId]),
      );
      const servers = spans.filter(({ kind }) => kind === 'server');
      expect(servers).toHaveLength(10_000);
      expect(
        servers.filter(({ parentSpanId, traceId }) => clients.get(parentSpanId ?? '') !== traceId),
      ).toEqual([]);
      expect(new Set(servers.map(({ traceId }) => traceId)).size).toBe(10_000);
      await running.stop();
    }, 60_000);
  });
});

describeUnless(rabbitmq.missing)('Producers behind a broker', () => {
  it.each([
    ['always', true],
    ['never', false],
  ] as const)('are continued by propagation.messages: %s, or linked to', async (messages, continued) => {
    const running = await shopOver(rabbitmq, { observed: { propagation: { messages } } });
    await running.client.get('/ask/sum');
    await running.telemetry.waitForIdle();
    const trees = treeOf(running).split('\n\n');
    expect(trees).toHaveLength(continued ? 1 : 2);
    const span = running.telemetry.spans().find(({ name }) => name === `process ${own('sum')}`);
    expect(span?.links).toHaveLength(continued ? 0 : 1);
    await running.stop();
  });
});
