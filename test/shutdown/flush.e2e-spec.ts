import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { flushTelemetry, TelemetryFlush } from 'nestjs-observability';
import { setEnvironment } from '../support/environment.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { startShop } from '../support/shop-app.js';

const program = join(__dirname, 'fixtures/spans.mjs');

describe('flushTelemetry()', () => {
  let receiver: OtlpReceiver;
  let restore: () => void;
  beforeEach(async () => {
    receiver = await OtlpReceiver.start();
    restore = setEnvironment({});
  });
  afterEach(async () => {
    restore();
    await receiver.stop();
  });

  it('sends what has ended, says so, and the application goes on', async () => {
    const { client, app, stop } = await startShop({ otlp: { endpoint: receiver.endpoint } });
    await client.get('/orders/1');
    expect(await flushTelemetry()).toMatchObject({ complete: true });
    const first = receiver.spans.length;
    expect(first).toBeGreaterThan(1);
    expect(receiver.logRecords.map(({ body }) => body)).toContain('looked up 1');
    expect(receiver.metricPoints.map(({ name }) => name)).toContain('http.server.request.duration');
    await client.get('/orders/2');
    expect(await app.get(TelemetryFlush).flush({ timeout: 5_000 })).toMatchObject({ complete: true });
    expect(receiver.spans.length).toBe(2 * first);
    await stop();
  });

  it('says what could not be sent in time, and never rejects', async () => {
    const { client, stop } = await startShop({
      otlp: { endpoint: receiver.endpoint },
      shutdown: { flushTimeout: 200 },
    });
    receiver.fail({ kind: 'hang' });
    await client.get('/orders/1');
    const at = performance.now();
    const { complete, left } = await flushTelemetry({ timeout: 300 });
    expect(complete).toBe(false);
    expect(left.traces).toBeGreaterThan(0);
    expect(performance.now() - at).toBeGreaterThan(290);
    await stop();
  });

  it('has nothing to do where nothing is observed', async () => {
    expect(await flushTelemetry()).toEqual({ complete: true, left: {}, dropped: {} });
  });

  it('lets a script end that never closes its application', async () => {
    const env = { ...process.env, NODE_OPTIONS: '', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint };
    const child = fork(program, ['flush'], { env, execArgv: [], silent: true });
    const said: unknown[] = [];
    child.on('message', message => void said.push(message));
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(said).toEqual([
      expect.objectContaining({ complete: true }),
      expect.objectContaining({ complete: true }),
      { switch: true },
    ]);
    expect(receiver.spans).toHaveLength(11);
  }, 30_000);
});
