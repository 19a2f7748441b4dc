import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { EdgeModule, underPrefix } from './fixtures/edge.module.js';
import { send } from './support/send.js';
import 'nestjs-observability/testing/jest';

describe.each(adapters)('The request id on %s', adapter => {
  let running: RunningTestApp;
  beforeAll(async () => {
    running = await testApp(EdgeModule).on(adapter).with(underPrefix).start();
  });
  beforeEach(() => running.telemetry.clear());
  afterAll(() => running.stop());

  const ask = async (id: string, path = '/api/orders/7') =>
    (await send(running.client, { path, headers: { 'x-request-id': id } })).headers.get('x-request-id');

  it.each(['abcdefgh', 'A-1_b.2-c', 'f'.repeat(64), '0af76519-16cd-43dd-8448-eb211c80319c'])(
    'of the caller is kept when it is well formed: %s',
    async id => {
      expect(await ask(id)).toBe(id);
      expect(running.telemetry).toHaveLogLine({ request_id: id }, { times: 1 });
      expect(running.telemetry).toHaveOneServerSpan({ attributes: { 'request.id': id } });
    },
  );

  it.each([
    'short',
    'f'.repeat(65),
    'has space',
    'quote"quote',
    '<script>',
    'ünïcödé-id',
    'a;b;c;d;e',
    '{"a":1}',
  ])('of the caller is replaced when it is not: %s', async id => {
    const made = await ask(id);
    expect(made).toMatch(/^[0-9a-f]{32}$/);
    expect(running.telemetry).toHaveLogLine({ request_id: made }, { times: 1 });
  });

  it('that comes twice is replaced', async () => {
    const text = await running.client.raw(
      'GET /api/orders/7 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nx-request-id: abcdefgh\r\nx-request-id: ijklmnop\r\n\r\n',
    );
    expect(text.toLowerCase()).toMatch(/x-request-id: [0-9a-f]{32}\r/);
  });

  it('is another one for each request', async () => {
    const ids = new Set<unknown>();
    for (let request = 0; request < 20; request += 1) ids.add(await ask(''));
    expect(ids.size).toBe(20);
  });

  it.each([
    '/api/orders/seven',
    '/api/private/profile',
    '/api/broken/error',
    '/nothing',
    '/api/filtered/class',
  ])('goes back with errors, too: %s', async path => {
    expect(await ask('my-own-id-1', path)).toBe('my-own-id-1');
  });

  it('travels in the header of the options', async () => {
    const other = await testApp(EdgeModule)
      .on(adapter)
      .with(underPrefix)
      .observedWith({ http: { requestIdHeader: 'X-Correlation-Id' } })
      .start();
    const { headers } = await send(other.client, {
      path: '/api/orders/7',
      headers: { 'x-correlation-id': 'correlate-me', 'x-request-id': 'not-this-one' },
    });
    expect(headers.get('x-correlation-id')).toBe('correlate-me');
    expect(headers.has('x-request-id')).toBe(false);
    await other.stop();
  });
});
