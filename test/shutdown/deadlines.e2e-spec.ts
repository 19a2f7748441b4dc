import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChildApp } from '../support/child-app.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { adapters } from '../support/test-app.js';
import { until } from '../support/until.js';

const shop = join(__dirname, 'fixtures/busy-shop.mjs');
const bySigterm = { code: null, signal: 'SIGTERM' };

describe.each(adapters)('the deadlines of a shutdown on %s', adapter => {
  let receiver: OtlpReceiver;
  let child: ChildApp | undefined;
  beforeEach(async () => void (receiver = await OtlpReceiver.start()));
  afterEach(async () => {
    await child?.stop();
    await receiver.stop();
  });

  const start = async (end: 'hooks' | 'none', shutdown: object) => {
    const app = (child = new ChildApp(shop, {
      args: [adapter, end, JSON.stringify({ shutdown })],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, NODE_ENV: 'production' },
    }));
    const url = (await app.waitForLine(/^listening at/, 20_000)).replace('listening at ', '');
    return { app, url };
  };
  const ready = async (url: string) => (await fetch(`${url}/ready`)).status;

  it('a collector that hangs costs the flush timeout, without shutdown hooks as well', async () => {
    const { app, url } = await start('none', { flushTimeout: 800 });
    receiver.fail({ kind: 'hang' });
    await fetch(`${url}/orders/1`);
    const at = performance.now();
    app.signal('SIGTERM');
    expect(await app.waitForExit()).toEqual(bySigterm);
    expect(performance.now() - at).toBeGreaterThan(700);
    expect(performance.now() - at).toBeLessThan(5_000);
    expect(app.jsonLines.map(line => line['msg'])).toContain('placed');
    expect(app.stdout.join('\n')).toMatch(
      /Telemetry lost by this process: .*2 of 2 spans \(shutdown_deadline 2\)/,
    );
  }, 40_000);

  it('a second signal ends the flush, and the log is written', async () => {
    const { app, url } = await start('none', { flushTimeout: 20_000 });
    receiver.fail({ kind: 'hang' });
    await fetch(`${url}/orders/1`);
    app.signal('SIGTERM');
    await sleep(1_500);
    app.signal('SIGTERM');
    expect(await app.waitForExit(8_000)).toEqual(bySigterm);
    expect(app.jsonLines.map(line => line['msg'])).toContain('placed');
  }, 40_000);

  it('requests are answered while the application is unready, on connections that end, until a second signal', async () => {
    const { app, url } = await start('hooks', { drainWait: 20_000 });
    expect(await ready(url)).toBe(200);
    app.signal('SIGTERM');
    await app.waitForLine(/Draining/);
    expect(await ready(url)).toBe(503);
    const answer = await fetch(`${url}/orders/1`);
    expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
    await sleep(300);
    app.signal('SIGTERM');
    expect(await app.waitForExit(8_000)).toEqual(bySigterm);
    await until(() => receiver.spans.some(({ attributes }) => attributes['url.path'] === '/orders/1'), {
      describe: () => 'the span of the request',
    });
  }, 40_000);

  it('a request that ends in time is answered, one that does not is cut', async () => {
    const { app, url } = await start('hooks', { drainWait: 0, inFlightTimeout: 2_000 });
    const quick = fetch(`${url}/orders/slow-800`).then(
      ({ status }) => status,
      () => 'cut',
    );
    const slow = fetch(`${url}/orders/slow-60000`).then(
      ({ status }) => status,
      () => 'cut',
    );
    await sleep(200);
    app.signal('SIGTERM');
    expect(await Promise.all([quick, slow])).toEqual([200, 'cut']);
    expect(await app.waitForExit()).toEqual(bySigterm);
    const paths = receiver.spans.map(({ attributes }) => attributes['url.path']);
    expect(paths).toEqual(expect.arrayContaining(['/orders/slow-800', '/orders/slow-60000']));
  }, 40_000);
});
