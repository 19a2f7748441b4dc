import { Controller, Get, Module } from '@nestjs/common';
import fc from 'fast-check';
import { ManagementListener } from 'nestjs-observability';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { ManagementServer } from '../../libs/observability/dist/management/management-server.js';
import { BearerToken } from '../../libs/observability/dist/management/bearer-token.js';
import { FaultLog } from '../../libs/observability/dist/core/fault-log.js';
import { badRequests } from './support/bad-requests.js';
import { askManagement } from './support/management-client.js';
import { exchangeRaw } from './support/raw-socket.js';

@Controller('orders')
class OrdersController {
  @Get()
  all(): string {
    return 'orders';
  }
}

@Module({ controllers: [OrdersController] })
class OrdersModule {}

const statuses = (text: string) =>
  [...text.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
const mebibyte = 1 << 20;

describe.each(adapters)('Hostile bytes on %s', adapter => {
  let managed: RunningTestApp;
  let plain: RunningTestApp;
  let ports: Readonly<Record<string, number>>;
  let checks = 0;
  const health = {
    cacheFor: 60_000,
    indicators: [{ name: 'database', check: () => Promise.resolve(void (checks += 1)) }],
  };
  const escaped: unknown[] = [];
  const note = (thrown: unknown) => void escaped.push(thrown);
  beforeAll(async () => {
    process.on('uncaughtExceptionMonitor', note).on('unhandledRejection', note);
    managed = await testApp(OrdersModule)
      .on(adapter)
      .observedWith({ management: { port: 0 }, health })
      .start();
    plain = await testApp(OrdersModule).on(adapter).observedWith({ health }).start();
    const url = managed.app.get(ManagementListener).url ?? '';
    ports = {
      main: plain.port,
      'main beside management': managed.port,
      management: Number(new URL(url).port),
    };
  });
  afterAll(async () => {
    process.off('uncaughtExceptionMonitor', note).off('unhandledRejection', note);
    await plain.stop();
    await managed.stop();
  });

  describe.each(['main', 'main beside management', 'management'])('at the %s port', place => {
    it.each(['/metrics', '/healthz', '/ready', '/switches'])(
      'are refused at %s, and everything still works',
      async path => {
        const before = process.memoryUsage.rss();
        const answers = await Promise.all(
          badRequests(path).map(async ([title, pieces]) => ({
            title,
            ...(await exchangeRaw(ports[place]!, { pieces })),
          })),
        );
        for (const { title, text, closed } of answers) {
          expect([title, closed]).toEqual([title, true]);
          expect([
            title,
            statuses(text).filter(status => status >= 500 && status !== 503 && status !== 505),
          ]).toEqual([title, []]);
        }
        expect((await askManagement(`http://127.0.0.1:${ports[place]}/ready`)).status).toBe(200);
        expect((await plain.client.get('/orders')).text).toBe('orders');
        expect(escaped).toEqual([]);
        expect(process.memoryUsage.rss() - before).toBeLessThan(256 * mebibyte);
      },
    );

    it('are refused whatever they are', async () => {
      const byte = fc.constantFrom(
        'G',
        'E',
        'T',
        ' ',
        '/',
        'm',
        '\r',
        '\n',
        ':',
        '%',
        '\u0000',
        '\u00ff',
        '?',
        '0',
      );
      const junk = fc.string({ unit: byte, maxLength: 200 });
      await fc.assert(
        fc.asyncProperty(junk, junk, async (line, headers) => {
          const pieces = [`GET /metrics${line} HTTP/1.1\r\n${headers}\r\n\r\n`];
          const { text, closed } = await exchangeRaw(ports[place]!, { pieces });
          expect(closed).toBe(true);
          expect(statuses(text).filter(status => status >= 500 && status !== 505)).toEqual([]);
        }),
        { numRuns: 60 },
      );
      expect((await askManagement(`http://127.0.0.1:${ports[place]}/healthz`)).status).toBe(200);
      expect(escaped).toEqual([]);
    });
  });

  it('cannot be used to load the application: five hundred probes at once are one check', async () => {
    for (const port of [ports['main']!, ports['management']!]) {
      checks = 0;
      const asked = await Promise.all(
        Array.from({ length: 500 }, () => askManagement(`http://127.0.0.1:${port}/ready`)),
      );
      expect(new Set(asked.map(({ status }) => status))).toEqual(new Set([200]));
      // Results are shared for a minute here, so a slow machine makes no difference.
      expect(checks).toBeLessThanOrEqual(1);
    }
  });
});

describe('The management listener', () => {
  const start = async (requestTimeout: number, connections: number) => {
    const faults = new FaultLog();
    const token = new BearerToken({ token: undefined, tokenFile: undefined }, faults);
    const server = new ManagementServer({
      host: '127.0.0.1',
      port: 0,
      access: { token, isLoopback: true, faults },
      limits: { requestTimeout, checkInterval: 20, connections },
      routes: [
        { path: '/ok', guarded: false, handle: async () => ({ status: 200, headers: {}, body: 'ok' }) },
        { path: '/broken', guarded: false, handle: () => Promise.reject(new Error('broken')) },
      ],
    });
    await server.listen();
    return { server, faults, port: Number(new URL(server.url).port) };
  };

  it.each<[string, string]>([
    ['headers that trickle', 'GET /ok HTTP/1.1\r\nHost: localhost\r\nx: '],
    ['a body that never comes', 'POST /ok HTTP/1.1\r\nHost: localhost\r\ncontent-length: 10\r\n\r\nabc'],
    ['silence after a request', 'GET /ok HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ])('ends connections that keep it waiting: %s', async (_how, start_) => {
    const { server, port } = await start(100, 8);
    const { text, closed } = await exchangeRaw(port, { pieces: [start_], ends: false, patience: 10_000 });
    expect(closed).toBe(true);
    expect(statuses(text).filter(status => status !== 200 && status !== 408)).toEqual([]);
    await server.close();
  });

  it('takes no more connections than it may, and others when those are gone', async () => {
    const { server, port } = await start(400, 4);
    const pieces = ['GET /ok HTTP/1.1\r\nHost: localhost\r\nx: '];
    const slow = Array.from({ length: 12 }, () =>
      exchangeRaw(port, { pieces, ends: false, patience: 10_000 }),
    );
    const answers = await Promise.all(slow);
    expect(answers.filter(({ text }) => text.includes(' 408 ')).length).toBeLessThanOrEqual(4);
    expect((await askManagement(`http://127.0.0.1:${port}/ok`)).text).toBe('ok');
    await server.close();
  });

  it('answers 500 without a reason when an endpoint fails, and tells the fault', async () => {
    const { server, faults, port } = await start(1_000, 8);
    const answer = await askManagement(`http://127.0.0.1:${port}/broken`);
    expect(answer).toMatchObject({ status: 500, json: { error: 'this did not work; the log says why' } });
    expect([...faults.counts()]).toEqual([['management', 1]]);
    await server.close();
  });
});
