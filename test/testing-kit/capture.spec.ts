import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { AlwaysOffSampler, createAlwaysRecordSampler } from '@opentelemetry/sdk-trace';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { captureTelemetry, TelemetryNotCapturableError, TelemetryTaps } from 'nestjs-observability/testing';
import { wiredTelemetry } from '../support/wired-telemetry.js';

const under = (parent: Span) => trace.setSpan(ROOT_CONTEXT, parent);

describe('captureTelemetry()', () => {
  it('finds the taps of a Nest application', async () => {
    const { taps, tracer } = wiredTelemetry();
    @Module({ providers: [{ provide: TelemetryTaps, useValue: taps }] })
    class AppModule {}
    const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
    const telemetry = captureTelemetry(app);
    tracer.startSpan('work').end();
    expect(telemetry.spans().map(({ name }) => name)).toEqual(['work']);
    await app.close();
  });

  it('says what to import when there is nothing to capture', async () => {
    @Module({})
    class BareModule {}
    const app = await NestFactory.createApplicationContext(BareModule, { logger: false });
    expect(() => captureTelemetry(app)).toThrow(TelemetryNotCapturableError);
    expect(() => captureTelemetry(app)).toThrow('Add ObservabilityModule.forRoot()');
    await app.close();
  });

  it('shows spans in plain values, with parent and error', () => {
    const { app, tracer } = wiredTelemetry();
    const telemetry = captureTelemetry(app);
    const parent = tracer.startSpan('GET /orders/:id', { kind: SpanKind.SERVER });
    const child = tracer.startSpan('findOne', { attributes: { 'order.id': 7 } }, under(parent));
    child.recordException(new TypeError('no such order'));
    child.setStatus({ code: SpanStatusCode.ERROR, message: 'no such order' });
    child.end();
    parent.end();

    expect(telemetry.spans()).toEqual([
      expect.objectContaining({
        name: 'GET /orders/:id',
        kind: 'server',
        status: 'unset',
        parent: undefined,
      }),
      expect.objectContaining({
        name: 'findOne',
        kind: 'internal',
        status: 'error',
        statusMessage: 'no such order',
        attributes: { 'order.id': 7 },
        parent: 'GET /orders/:id',
        parentSpanId: parent.spanContext().spanId,
        traceId: parent.spanContext().traceId,
        error: {
          type: 'TypeError',
          message: 'no such order',
          stack: expect.stringContaining('capture.spec'),
        },
        sampled: true,
        scope: 'test',
      }),
    ]);
  });

  it('sees spans that are recorded but not sampled', () => {
    const { app, tracer } = wiredTelemetry(createAlwaysRecordSampler(new AlwaysOffSampler()));
    const telemetry = captureTelemetry(app);
    tracer.startSpan('quiet').end();
    expect(telemetry.spans()).toEqual([expect.objectContaining({ name: 'quiet', sampled: false })]);
  });

  it('draws one tree a trace', () => {
    const { app, tracer } = wiredTelemetry();
    const telemetry = captureTelemetry(app);
    const request = tracer.startSpan('POST /orders', { kind: SpanKind.SERVER });
    const create = tracer.startSpan('create_order', {}, under(request));
    const check = tracer.startSpan('check_inventory', {}, under(create));
    const pay = tracer.startSpan('POST', { kind: SpanKind.CLIENT }, under(create));
    pay.setAttribute('http.response.status_code', 402);
    for (const span of [pay, check, create]) span.end();
    request.setAttribute('http.response.status_code', 402).end();
    tracer.startSpan('cron').setStatus({ code: SpanStatusCode.ERROR, message: 'late' }).end();

    expect(telemetry.tree()).toBe(
      [
        'POST /orders [server] 402',
        '  create_order',
        '    check_inventory',
        '    POST [client] 402',
        '',
        'cron ! late',
      ].join('\n'),
    );
  });

  it('names spans that have not ended, and waits for them', async () => {
    const { app, tracer } = wiredTelemetry();
    const telemetry = captureTelemetry(app);
    const slow = tracer.startSpan('slow');
    expect(telemetry.openSpans()).toEqual(['slow']);
    await expect(telemetry.waitForIdle(20)).rejects.toThrow('still open after 20 ms: slow');
    setTimeout(() => slow.end(), 20);
    await telemetry.waitForIdle();
    expect(telemetry.spans()).toHaveLength(1);
  });

  it('counts metrics from the last clear()', async () => {
    const { app, meter } = wiredTelemetry();
    const telemetry = captureTelemetry(app);
    const orders = meter.createCounter('orders');
    const duration = meter.createHistogram('duration', { advice: { explicitBucketBoundaries: [1] } });
    const active = meter.createUpDownCounter('active');
    orders.add(2, { tenant: 'acme' });
    orders.add(5, { tenant: 'globex' });
    duration.record(0.5);
    active.add(1);
    expect((await telemetry.metrics()).get('orders')).toHaveLength(2);

    await telemetry.clear();
    orders.add(1, { tenant: 'acme' });
    duration.record(3);
    expect(await telemetry.metrics()).toEqual(
      new Map([
        ['orders', [{ type: 'counter', unit: '', attributes: { tenant: 'acme' }, value: 1 }]],
        [
          'duration',
          [
            {
              type: 'histogram',
              unit: '',
              attributes: {},
              count: 1,
              sum: 3,
              buckets: [0, 1],
              bounds: [1],
            },
          ],
        ],
        ['active', [{ type: 'upDownCounter', unit: '', attributes: {}, value: 1 }]],
      ]),
    );
  });

  it('forgets spans and lines on clear(), and sees nothing after stop()', async () => {
    const { app, taps, tracer } = wiredTelemetry();
    const telemetry = captureTelemetry(app);
    tracer.startSpan('before').end();
    taps.logLineWritten({ msg: 'before' });
    await telemetry.clear();
    expect([telemetry.spans(), telemetry.logs(), telemetry.openSpans()]).toEqual([[], [], []]);

    taps.logLineWritten({ msg: 'after' });
    telemetry.stop();
    taps.logLineWritten({ msg: 'too late' });
    tracer.startSpan('too late').end();
    expect(telemetry.logs()).toEqual([{ msg: 'after' }]);
    expect(telemetry.spans()).toEqual([]);
    expect(taps.watched).toBe(false);
  });

  it('has no metrics where metrics are off', async () => {
    const taps = new TelemetryTaps();
    expect(await captureTelemetry({ get: () => taps }).metrics()).toEqual(new Map());
  });
});

describe('telemetry taps', () => {
  it('keep a throwing listener away from the application and from other listeners', () => {
    const { taps, tracer } = wiredTelemetry();
    taps.tap({
      onSpan: () => {
        throw new Error('listener broke');
      },
    });
    const telemetry = captureTelemetry({ get: () => taps });
    expect(() => tracer.startSpan('work').end()).not.toThrow();
    expect(telemetry.spans()).toHaveLength(1);
  });

  it('end each tap separately, also for one listener that taps twice', () => {
    const taps = new TelemetryTaps();
    const seen: unknown[] = [];
    const listener = { onLogLine: (line: unknown) => void seen.push(line) };
    const [first] = [taps.tap(listener), taps.tap(listener)];
    first();
    first();
    taps.logLineWritten({ msg: 'once' });
    expect(seen).toEqual([{ msg: 'once' }]);
  });
});
