import { trace } from '@opentelemetry/api';
import { ObservabilitySwitch } from 'nestjs-observability';
import { setEnvironment } from '../support/environment.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { ShopService, startShop } from '../support/shop-app.js';
import { adapters } from '../support/test-app.js';

describe.each(adapters)('the switch on %s', adapter => {
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

  const start = async (lines: Record<string, unknown>[] = []) => {
    const destination = { write: (line: string) => void lines.push(JSON.parse(line) as never) };
    const shop = await startShop(
      { otlp: { endpoint: receiver.endpoint }, logging: { destination } },
      adapter,
    );
    return { ...shop, lines, observability: shop.app.get(ObservabilitySwitch) };
  };
  const completions = (lines: readonly Record<string, unknown>[]) =>
    lines.filter(({ msg }) => String(msg).endsWith('completed')).length;
  const seriesOf = (page: string, name: string) => page.split('\n').filter(line => line.startsWith(name));

  it('turns everything off and on again while requests come', async () => {
    const { client, telemetry, app, lines, observability, stop } = await start();
    await client.get('/orders/1');
    const before = telemetry.spans().length;
    observability.off();
    lines.length = 0;
    expect((await client.get('/orders/2')).status).toBe(200);
    await app.get(ShopService).find('3');
    expect(trace.getTracer('own').startSpan('own').isRecording()).toBe(false);
    expect(telemetry.spans()).toHaveLength(before);
    expect(completions(lines)).toBe(0);
    // What the application says itself is its own.
    expect(lines.map(({ msg }) => msg)).toEqual(['looked up 2', 'looked up 3']);
    const page = (await client.get('/metrics')).text;
    expect(seriesOf(page, 'http_server_request_duration_seconds_count')).toEqual([
      expect.stringMatching(/ 1$/),
    ]);
    expect(seriesOf(page, 'nestjs_observability_signal_enabled')).toEqual(
      ['traces', 'metrics', 'logs'].map(signal => expect.stringMatching(`"${signal}"[^ ]* 0$`)),
    );
    observability.on();
    await client.get('/orders/4');
    expect(telemetry.spans().length).toBe(2 * before);
    expect(completions(lines)).toBe(1);
    await stop();
    // Spans of requests 1 and 4 alone.
    const orders = receiver.spans.map(({ attributes }) => attributes['order.id']).filter(Boolean);
    expect(orders.sort()).toEqual(['1', '4']);
    const bodies = receiver.logRecords.map(({ body }) => body);
    expect(bodies).toEqual(expect.arrayContaining(['looked up 1', 'looked up 4']));
    expect(bodies).not.toContain('looked up 2');
  });

  it.each([
    ['traces', { spans: 0, completed: 1, measured: 1 }],
    ['metrics', { spans: 2, completed: 1, measured: 0 }],
    ['logs', { spans: 2, completed: 0, measured: 1 }],
  ] as const)('turns %s off alone', async (signal, expected) => {
    const { client, telemetry, lines, observability, stop } = await start();
    observability.off(signal);
    await client.get('/orders/1');
    const page = (await client.get('/metrics')).text;
    const measured = seriesOf(page, 'http_server_request_duration_seconds_count').length;
    expect({ spans: telemetry.spans().length, completed: completions(lines), measured }).toEqual(expected);
    await stop();
  });

  it('lets a request end as it began', async () => {
    const { client, telemetry, observability, app, stop } = await start();
    const service = app.get(ShopService);
    const finding = service.find('1');
    observability.off();
    await finding;
    expect(telemetry.spans()).toHaveLength(1);
    const page = (await client.get('/metrics')).text;
    expect(seriesOf(page, 'code_function_calls_total')).toEqual([expect.stringMatching(/ 1$/)]);
    await stop();
  });

  it('says each change once, and what the configuration keeps off', async () => {
    const lines: string[] = [];
    const destination = {
      write: (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg),
    };
    const { app, stop } = await startShop({ metrics: false, logging: { destination } }, adapter);
    const observability = app.get(ObservabilitySwitch);
    lines.length = 0;
    observability.off('traces');
    observability.off('traces');
    observability.on('metrics');
    expect(observability.isOn('metrics')).toBe(false);
    observability.on();
    expect(lines).toEqual([
      'Telemetry switched off: traces',
      'Off by configuration, which cannot be switched on: metrics',
      'Telemetry switched on: traces',
    ]);
    expect(() => observability.off('audit' as never)).toThrow(/traces, metrics, logs/);
    await stop();
  });

  it('is preset by OBSERVABILITY_DISABLED for good', async () => {
    restore();
    restore = setEnvironment({ OBSERVABILITY_DISABLED: 'traces, logs' });
    const { client, telemetry, lines, observability, stop } = await start();
    await client.get('/orders/1');
    expect(telemetry.spans()).toEqual([]);
    expect(completions(lines)).toBe(0);
    expect(lines.map(({ msg }) => msg)).toContain('looked up 1');
    observability.on();
    expect((['traces', 'metrics', 'logs'] as const).map(signal => observability.isOn(signal))).toEqual([
      false,
      true,
      false,
    ]);
    await stop();
    expect(receiver.spans).toEqual([]);
    expect(receiver.logRecords).toEqual([]);
  });
});
