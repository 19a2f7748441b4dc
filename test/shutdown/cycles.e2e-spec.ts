import { Logger } from '@nestjs/common';
import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setEnvironment } from '../support/environment.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { ShopService, startShop } from '../support/shop-app.js';

const runtimes = () =>
  (globalThis as unknown as Record<symbol, unknown[]>)[Symbol.for('nestjs-observability.runtimes.v1')];
const listeners = () =>
  process.eventNames().map(name => [String(name), process.listenerCount(name)] as const);
const resources = () => process.getActiveResourcesInfo().filter(kind => kind !== 'TTYWrap').length;
/** A longer run asks for more. */
const cycles = Number(process.env['CYCLES'] ?? 50);
const settled = () => new Promise(resolve => setTimeout(resolve, 50));
const nestLogger = () => (Logger as unknown as { staticInstanceRef: object }).staticInstanceRef;

describe('applications that come and go in one process', () => {
  let restore: () => void;
  beforeEach(() => void (restore = setEnvironment({})));
  afterEach(() => restore());

  it('leave no listener, timer, socket, runtime or logger behind', async () => {
    const receiver = await OtlpReceiver.start();
    const folder = await mkdtemp(join(tmpdir(), 'cycles-'));
    const cycle = async (id: number) => {
      const { client, stop } = await startShop({
        otlp: { endpoint: receiver.endpoint },
        logging: { destination: join(folder, 'app.log') },
      });
      await client.get(`/orders/${id}`);
      await stop();
    };
    const logger = nestLogger();
    await cycle(0);
    await settled();
    const before = { listeners: listeners(), resources: resources() };
    for (let id = 1; id <= cycles; id += 1) await cycle(id);
    await settled();
    const lines = (await readFile(join(folder, 'app.log'), 'utf8')).trimEnd().split('\n');
    await rm(folder, { recursive: true });

    expect(receiver.spans.filter(({ kind }) => kind === 'server')).toHaveLength(cycles + 1);
    expect(lines.filter(line => line.includes('GET /orders/:id completed'))).toHaveLength(cycles + 1);
    expect(listeners()).toEqual(before.listeners);
    // One leaked with each application would be as many as there were; the sockets of the test's own requests come and go.
    expect(resources()).toBeLessThan(before.resources + 10);
    expect(runtimes()).toEqual([]);
    expect(nestLogger()).toBe(logger);
    await receiver.stop();
  }, 240_000);

  it('give the OpenTelemetry API back when the last one has closed', async () => {
    const inContext = () =>
      context.with(context.active().setValue(key, 1), () => context.active().getValue(key));
    const key = Symbol('probe');
    const first = await startShop();
    const second = await startShop();
    await first.stop();
    expect([inContext(), propagation.fields().includes('traceparent')]).toEqual([1, true]);
    expect(trace.getTracer('probe').startSpan('probe').spanContext().traceId).not.toMatch(/^0+$/);
    await second.stop();
    expect([inContext(), propagation.fields()]).toEqual([undefined, []]);
    expect(trace.getTracer('probe').startSpan('probe').spanContext().traceId).toMatch(/^0+$/);
    expect(metrics.getMeterProvider().constructor.name).toBe('NoopMeterProvider');
  });

  it('give Nest its logger back only when the last one has closed', async () => {
    const logger = nestLogger();
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const first = await startShop({ logging: { destination } });
    const second = await startShop({ logging: { destination } });
    await second.stop();
    lines.length = 0;
    new Logger('Probe').log('still here');
    expect(lines.map(line => (JSON.parse(line) as { msg: string }).msg)).toEqual(['still here']);
    await first.stop();
    expect(nestLogger()).toBe(logger);
  });

  it('leave a logger alone that the application set itself', async () => {
    const own = { log() {}, warn() {}, error() {} };
    const logger = nestLogger();
    const { app, stop } = await startShop();
    app.useLogger(own);
    await stop();
    expect(nestLogger()).toBe(own);
    Logger.overrideLogger(logger as never);
  });

  it('close twice, and at the same time, without harm', async () => {
    const { app } = await startShop();
    await Promise.all([app.close(), app.close()]);
    await app.close();
    expect(runtimes()).toEqual([]);
  });

  it('call decorated methods as they are once nobody runs', async () => {
    const { app, stop } = await startShop();

    const service = app.get(ShopService);
    await stop();
    await expect(service.find('9')).resolves.toEqual({ id: '9' });
    await expect(service.fail('closed')).rejects.toThrow('closed');
  });
});
