import { adapters } from '../support/test-app.js';
import { startManaged as start } from './support/managed-app.js';
import type { ManagementCall } from './support/management-client.js';

describe.each(adapters)('The management listener on %s', adapter => {
  let started: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    const health = {
      indicators: [{ name: 'bank', check: () => Promise.reject(new Error('bank.internal:5432 is away')) }],
    };
    started = await start(adapter, { port: 0 }, { health });
  });
  afterAll(() => started.stop());

  const change = (json: unknown) => started.ask('/switches', { method: 'POST', json });
  const switches = async () => (await started.ask('/switches')).json as Record<string, never>;

  it('listens on loopback alone', () => {
    expect(started.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('takes /metrics from the port of the application, where it is a path like any other', async () => {
    expect((await started.client.get('/metrics')).status).toBe(404);
    const page = await started.ask('/metrics');
    expect(page.status).toBe(200);
    expect(page.text).toContain('http_server_request_duration_seconds_count{');
    expect(page.text).toContain('http_route="unmatched"');
    expect((await started.ask('/metrics', { method: 'POST' })).status).toBe(405);
  });

  it('answers probes as the other port does, and neither says which checks there are', async () => {
    for (const path of ['/healthz', '/ready']) {
      const [here, there] = [await started.ask(path), await started.client.get(path)];
      expect([here.status, here.text]).toEqual([there.status, there.text]);
    }
    expect((await started.ask('/ready')).text).toBe('{"status":"error"}');
  });

  it('tells state and latency of each check, and nothing that a check says', async () => {
    const { status, json, text } = await started.ask('/health/details');
    expect(status).toBe(200);
    expect(json).toEqual({
      status: 'error',
      draining: false,
      checks: {
        bank: { status: 'down', latency_ms: expect.any(Number) },
        event_loop: { status: 'up', latency_ms: expect.any(Number) },
      },
    });
    expect(text).not.toMatch(/bank\.internal|5432|away/);
  });

  it('says what there is at a path that it does not know', async () => {
    const paths = ['/', '/healthz', '/ready', '/metrics', '/health/details', '/switches'];
    expect((await started.ask('/')).json).toEqual({ paths });
    expect(await started.ask('/orders')).toMatchObject({ status: 404, json: { error: 'not here', paths } });
  });

  it('turns signals off and on', async () => {
    expect((await change({ signals: false })).json).toMatchObject({
      signals: { traces: { now: false }, metrics: { now: false }, logs: { now: false } },
    });
    await started.telemetry.clear();
    await started.client.get('/orders');
    expect(started.telemetry.spans()).toEqual([]);
    expect(started.telemetry.logs().filter(({ msg }) => String(msg).endsWith('completed'))).toEqual([]);
    await change({ signals: { traces: true } });
    await started.client.get('/orders');
    expect(started.telemetry.spans()).toHaveLength(2);
    await started.ask('/switches', { method: 'DELETE' });
    expect((await switches())['signals']).toEqual({
      traces: { now: true },
      metrics: { now: true },
      logs: { now: true },
    });
  });

  it('turns a signal back by itself', async () => {
    const { json } = await change({ signals: { logs: false }, seconds: 600 });
    expect(json).toMatchObject({
      signals: { logs: { now: false, until: expect.stringMatching(/^20.*Z$/) } },
    });
    await started.ask('/switches', { method: 'DELETE' });
  });

  it('writes the debug lines of one logger', async () => {
    await change({ levels: { OrdersService: 'debug' }, seconds: 60 });
    await started.telemetry.clear();
    await started.client.get('/orders');
    const debug = started.telemetry.logs().filter(({ level }) => level === 'debug');
    expect(debug).toEqual([expect.objectContaining({ context: 'OrdersService', msg: 'looked up' })]);
    expect((await switches())['levels']).toEqual({
      OrdersService: { now: 'debug', until: expect.any(String) },
    });
    await started.ask('/switches', { method: 'DELETE' });
    await started.telemetry.clear();
    await started.client.get('/orders');
    expect(started.telemetry.logs().map(({ level }) => level)).toEqual(['info']);
  });

  it('silences one noisy logger, and raises the level of all others', async () => {
    await change({ level: 'trace', levels: { OrdersService: 'error' } });
    await started.telemetry.clear();
    await started.client.get('/orders');
    expect(started.telemetry.logs().map(({ context, level }) => [context, level])).toEqual([
      ['OrdersController', 'debug'],
      [undefined, 'info'],
    ]);
    await change({ level: 'error' });
    await started.telemetry.clear();
    await started.client.get('/orders');
    expect(started.telemetry.logs()).toEqual([]);
    await started.ask('/switches', { method: 'DELETE' });
  });

  it('changes the sampling ratio', async () => {
    expect((await change({ ratio: 0, seconds: 60 })).json).toMatchObject({
      ratio: { now: 0, until: expect.any(String) },
    });
    await started.telemetry.clear();
    await started.client.get('/orders');
    expect(started.telemetry.spans()).toEqual([]);
    await started.ask('/switches', { method: 'DELETE' });
    await started.client.get('/orders');
    expect(started.telemetry.spans()).toHaveLength(2);
    expect((await switches())['ratio']).toEqual({ now: 1 });
  });

  it.each<[string, ManagementCall, number]>([
    ['no JSON', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }, 400],
    ['nothing', { method: 'POST', json: {} }, 400],
    ['an unknown key', { method: 'POST', json: { ratio: 0, rate: 1 } }, 400],
    ['a ratio above 1', { method: 'POST', json: { ratio: 2 } }, 400],
    ['an unknown level', { method: 'POST', json: { level: 'loud' } }, 400],
    ['a year', { method: 'POST', json: { ratio: 0, seconds: 31_536_000 } }, 400],
    [
      'a prototype',
      { method: 'POST', body: '{"__proto__":{"ratio":0}}', headers: { 'content-type': 'application/json' } },
      400,
    ],
    [
      'text, which a page may send unasked',
      { method: 'POST', body: '{"ratio":0}', headers: { 'content-type': 'text/plain' } },
      415,
    ],
    ['too much', { method: 'POST', json: { level: 'x'.repeat(5_000) } }, 413],
    [
      'too much in pieces',
      { method: 'POST', body: 'x'.repeat(5_000), headers: { 'transfer-encoding': 'chunked' } },
      413,
    ],
    ['another method', { method: 'PUT', json: { ratio: 0 } }, 405],
    ['a web page', { method: 'POST', json: { ratio: 0 }, headers: { origin: 'http://evil.example' } }, 403],
    ['a name that somebody pointed here', { headers: { host: 'evil.example:9464' } }, 421],
  ])('refuses %s and changes nothing', async (_what, call, status) => {
    const before = await switches();
    const answer = await started.ask('/switches', call);
    expect(answer.status).toBe(status);
    expect(await switches()).toEqual(before);
  });

  it.each(['localhost', 'app.localhost:9464', '127.0.0.1', '[::1]:9464', '10.0.0.1:80'])(
    'answers to %s',
    async host => {
      expect((await started.ask('/healthz', { headers: { host } })).status).toBe(200);
    },
  );

  it('forbids caches and guesses', async () => {
    for (const path of ['/', '/metrics', '/ready', '/switches', '/nothing']) {
      const { headers } = await started.ask(path);
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    }
  });

  it('tells each change in the log', async () => {
    await started.telemetry.clear();
    await change({ ratio: 0.5, levels: { OrdersService: 'debug' } });
    await started.ask('/switches', { method: 'DELETE' });
    expect(started.telemetry.logs().map(({ msg }) => msg)).toEqual([
      `The log level of "OrdersService" is 'debug' for 900 s`,
      'The sampling ratio is 0.5 for 900 s',
      'Log levels and the sampling ratio are those of the options again',
    ]);
  });
});
