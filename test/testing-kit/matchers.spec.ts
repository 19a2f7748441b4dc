import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { captureTelemetry } from 'nestjs-observability/testing';
import 'nestjs-observability/testing/jest';
import { wiredTelemetry } from '../support/wired-telemetry.js';

function capturedRequest() {
  const { app, taps, tracer, meter } = wiredTelemetry();
  const telemetry = captureTelemetry(app);
  const request = tracer.startSpan('GET /orders/:id', { kind: SpanKind.SERVER });
  const find = tracer.startSpan(
    'OrdersService.findOne',
    { attributes: { 'order.id': '7', 'code.function.name': 'OrdersService.findOne' } },
    trace.setSpan(ROOT_CONTEXT, request),
  );
  find.recordException(new RangeError('no order 7'));
  find.setStatus({ code: SpanStatusCode.ERROR, message: 'no order 7' });
  find.end();
  request.setAttribute('http.response.status_code', 404).end();
  taps.logLineWritten({ level: 'warn', msg: 'request completed', status: 404, user: { id: 'alice' } });
  taps.logLineWritten({ level: 'info', msg: 'order looked up' });
  meter
    .createHistogram('http.server.request.duration', { unit: 's' })
    .record(0.1, { 'http.route': '/orders/:id' });
  return { telemetry, tracer };
}

const failureOf = (assertion: () => void): string => {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the assertion held although it should not');
};

describe('expect(telemetry).toHaveSpan()', () => {
  it('finds a span by name and by any of its fields', () => {
    const { telemetry } = capturedRequest();
    expect(telemetry).toHaveSpan('OrdersService.findOne');
    expect(telemetry.spans()).toHaveSpan('OrdersService.findOne', {
      parent: 'GET /orders/:id',
      status: 'error',
      kind: 'internal',
      attributes: { 'order.id': expect.any(String), 'user.id': undefined },
      error: { type: 'RangeError', message: expect.stringMatching(/order/) },
      times: 1,
    });
    expect(telemetry).toHaveSpan('GET /orders/:id', { parent: undefined, error: undefined });
    expect(telemetry).not.toHaveSpan('OrdersService.findAll');
    expect(telemetry).not.toHaveSpan('OrdersService.findOne', { status: 'ok' });
    expect(telemetry).not.toHaveSpan('OrdersService.findOne', { times: 2 });
  });

  it('shows the difference and the tree when it fails', () => {
    const { telemetry } = capturedRequest();
    const message = failureOf(() =>
      expect(telemetry).toHaveSpan('OrdersService.findOne', {
        status: 'ok',
        attributes: { 'order.id': '8' },
        error: { type: 'Error' },
      }),
    );
    expect(message).toContain('expected a span "OrdersService.findOne" with');
    expect(message).toContain("status: expected 'ok', was 'error'");
    expect(message).toContain("attributes.order.id: expected '8', was '7'");
    expect(message).toContain("error.type: expected 'Error', was 'RangeError'");
    expect(message).toContain(
      '  GET /orders/:id [server] 404\n    OrdersService.findOne ! RangeError: no order 7',
    );
  });

  it('shows the tree when it finds what it must not', () => {
    const { telemetry } = capturedRequest();
    const message = failureOf(() => expect(telemetry).not.toHaveSpan('OrdersService.findOne'));
    expect(message).toContain('expected no span "OrdersService.findOne"');
    expect(message).toContain('  GET /orders/:id [server] 404');
  });

  it('says so when nothing was captured', () => {
    const message = failureOf(() => expect([]).toHaveSpan('work'));
    expect(message).toContain('(nothing)');
  });
});

describe('expect(telemetry).toHaveOneServerSpan()', () => {
  it('compares the only server span', () => {
    const { telemetry } = capturedRequest();
    expect(telemetry).toHaveOneServerSpan();
    expect(telemetry).toHaveOneServerSpan({ name: 'GET /orders/:id', status: 404, spanStatus: 'unset' });
    expect(telemetry).not.toHaveOneServerSpan({ status: 200 });
    expect(telemetry).not.toHaveOneServerSpan({ name: 'GET' });
    expect([]).not.toHaveOneServerSpan();
  });

  it('refuses a second one', () => {
    const { telemetry, tracer } = capturedRequest();
    tracer.startSpan('GET', { kind: SpanKind.SERVER }).end();
    expect(failureOf(() => expect(telemetry).toHaveOneServerSpan({ name: 'GET' }))).toContain(
      'expected one server span, found 2: GET /orders/:id, GET',
    );
  });
});

describe('expect(telemetry).toHaveLogLine()', () => {
  it('finds a line by some of its fields, nested ones too', () => {
    const { telemetry } = capturedRequest();
    expect(telemetry).toHaveLogLine({ msg: 'request completed', user: { id: 'alice' } }, { times: 1 });
    expect(telemetry).toHaveLogLine({ status: expect.any(Number), trace_id: undefined });
    expect(telemetry).not.toHaveLogLine({ msg: 'request completed', status: 200 });
    expect(telemetry.logs()).not.toHaveLogLine({ level: 'warn' }, { times: 2 });
  });

  it('shows the lines when it fails', () => {
    const { telemetry } = capturedRequest();
    const message = failureOf(() =>
      expect(telemetry).toHaveLogLine({ msg: 'request completed', status: 200 }),
    );
    expect(message).toContain('status: expected 200, was 404');
    expect(message).toContain('"msg":"order looked up"');
  });
});

describe('expect(await telemetry.metrics()).toHaveMetricPoint()', () => {
  it('finds a series by exactly its attributes', async () => {
    const { telemetry } = capturedRequest();
    const metrics = await telemetry.metrics();
    const name = 'http.server.request.duration';
    expect(metrics).toHaveMetricPoint(
      name,
      { 'http.route': '/orders/:id' },
      { count: 1, sum: 0.1, unit: 's' },
    );
    expect(metrics).not.toHaveMetricPoint(name, { 'http.route': '/orders/:id' }, { count: 2 });
    expect(metrics).not.toHaveMetricPoint(name, {});
    expect(metrics).not.toHaveMetricPoint(name, { 'http.route': '/orders/:id', tenant: 'acme' });
    expect(failureOf(() => expect(metrics).toHaveMetricPoint(name, {}))).toContain(
      "attributes.http.route: expected undefined, was '/orders/:id'",
    );
  });

  it('does not take unfinished collection for an answer', () => {
    const { telemetry } = capturedRequest();
    expect(failureOf(() => expect(telemetry.metrics()).toHaveMetricPoint('x', {}))).toContain(
      'expect(await telemetry.metrics())',
    );
  });
});

describe('expect(telemetry).toHaveNoOpenSpans()', () => {
  it('names the spans that leak', () => {
    const { telemetry, tracer } = capturedRequest();
    expect(telemetry).toHaveNoOpenSpans();
    tracer.startSpan('leak');
    expect(failureOf(() => expect(telemetry).toHaveNoOpenSpans())).toContain('  leak');
  });
});
