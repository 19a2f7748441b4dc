import { join } from 'node:path';
import { ChildApp, type ChildAppOptions } from '../support/child-app.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';

const shop = join(__dirname, 'fixtures/shop.mjs');

describe('the end of an observed process', () => {
  let receiver: OtlpReceiver;
  let child: ChildApp | undefined;
  beforeEach(async () => void (receiver = await OtlpReceiver.start()));
  afterEach(async () => {
    await child?.stop();
    await receiver.stop();
  });

  const start = (mode: string, env: ChildAppOptions['env'] = {}, shutdown: object = {}) =>
    (child = new ChildApp(shop, {
      args: [mode, JSON.stringify({ shutdown: { drainWait: 0, ...shutdown } })],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, NODE_ENV: 'production', ...env },
    }));
  const urlOf = async (app: ChildApp) =>
    (await app.waitForLine(/^listening at/)).replace('listening at ', '') + '/orders';
  const deadEndpoint = async () => {
    const gone = await OtlpReceiver.start();
    const { endpoint } = gone;
    await gone.stop();
    return { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
  };
  const names = () => receiver.spans.map(({ name }) => name).sort();
  const bodies = () => receiver.logRecords.map(({ body }) => body);

  it('by app.close() sends spans, metrics and log records, and holds nothing back', async () => {
    const app = start('close');
    const closed = await app.waitForLine(/^closed after/);
    const at = performance.now();
    expect(await app.waitForExit()).toEqual({ code: 0, signal: null });
    expect(performance.now() - at).toBeLessThan(1_000);
    expect(Number(/\d+/.exec(closed)?.[0])).toBeLessThan(2_000);
    expect(names()).toEqual(['late work', 'script work']);
    expect(bodies()).toEqual(expect.arrayContaining(['worked', 'late line']));
    expect(receiver.metricPoints.map(({ name }) => name)).toContain('nodejs.eventloop.utilization');
    expect(app.stdout.filter(line => line.includes('"late line"'))).toHaveLength(1);
  });

  it('by SIGTERM with shutdown hooks sends everything, later hooks of others included', async () => {
    const app = start('serve-with-hooks');
    const url = await urlOf(app);
    expect(await (await fetch(url, { headers: { connection: 'close' } })).text()).toBe('one');
    app.signal('SIGTERM');
    expect(await app.waitForExit()).toEqual({ code: null, signal: 'SIGTERM' });
    expect(names()).toEqual(['GET /orders', 'late work']);
    expect(bodies()).toEqual(expect.arrayContaining(['found one', 'GET /orders completed', 'late line']));
    const durations = receiver.metricPoints.filter(({ name }) => name === 'http.server.request.duration');
    expect(durations.at(-1)?.count).toBe(1);
    for (const msg of ['found one', 'GET /orders completed', 'late line'])
      expect(app.jsonLines.filter(line => line['msg'] === msg)).toHaveLength(1);
  });

  it('by SIGTERM without shutdown hooks is the end that Node gives it', async () => {
    const app = start('serve');
    await urlOf(app);
    app.signal('SIGTERM');
    const at = performance.now();
    expect(await app.waitForExit()).toEqual({ code: null, signal: 'SIGTERM' });
    expect(performance.now() - at).toBeLessThan(1_000);
  });

  it('comes by itself for a script that never closes its context', async () => {
    const app = start('script');
    await app.waitForLine(/worked/);
    const at = performance.now();
    expect(await app.waitForExit()).toEqual({ code: 0, signal: null });
    expect(performance.now() - at).toBeLessThan(1_000);
  });

  describe.each(['refuses connections', 'hangs', 'answers 503'])('with a collector that %s', behaviour => {
    const faulty = async () => {
      if (behaviour === 'refuses connections') return deadEndpoint();
      receiver.fail(
        behaviour === 'hangs' ? { kind: 'hang' } : { kind: 'status', status: 503, retryAfter: 0 },
      );
      return {};
    };

    it('app.close() ends within the flush timeout and the process right after', async () => {
      const app = start('close', await faulty(), { flushTimeout: 1_000 });
      const closed = await app.waitForLine(/^closed after/);
      const at = performance.now();
      expect(await app.waitForExit()).toEqual({ code: 0, signal: null });
      expect(performance.now() - at).toBeLessThan(1_000);
      const took = Number(/\d+/.exec(closed)?.[0]);
      expect(took).toBeGreaterThan(900);
      expect(took).toBeLessThan(2_000);
      expect(app.stdout.join('\n')).toMatch(/could not be sent within 1000 ms/);
      expect(app.stderr).toEqual([]);
    });

    it('SIGTERM with shutdown hooks ends within the default of three seconds', async () => {
      const app = start('serve-with-hooks', await faulty());
      await fetch(await urlOf(app), { headers: { connection: 'close' } });
      app.signal('SIGTERM');
      const at = performance.now();
      expect(await app.waitForExit()).toEqual({ code: null, signal: 'SIGTERM' });
      expect(performance.now() - at).toBeLessThan(4_500);
    });

    it('a script that never closes its context still comes to its end', async () => {
      const app = start('script', await faulty());
      await app.waitForLine(/worked/);
      const at = performance.now();
      expect(await app.waitForExit()).toEqual({ code: 0, signal: null });
      expect(performance.now() - at).toBeLessThan(1_000);
    });
  });
});
