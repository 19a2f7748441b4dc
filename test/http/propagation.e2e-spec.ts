import { Controller, Get, Inject, Module, Query } from '@nestjs/common';
import { context, propagation, trace } from '@opentelemetry/api';
import { RequestContext } from 'nestjs-observability';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { send } from './support/send.js';
import 'nestjs-observability/testing/jest';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${spanId}-01`;

@Controller()
class EchoController {
  constructor(@Inject(RequestContext) private readonly request: RequestContext) {}

  @Get('echo')
  echo() {
    const carrier: Record<string, string> = {};
    propagation.inject(context.active(), carrier);
    return { ...carrier, traceId: this.request.traceId, requestId: this.request.requestId };
  }

  @Get('call')
  async call(@Query('port') port: string) {
    const response = await fetch(`http://127.0.0.1:${port}/echo?token=s3cret`, {
      headers: { connection: 'close' },
    });
    return response.json();
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {}

describe.each(adapters)('Trace context on %s', adapter => {
  let running: RunningTestApp;
  beforeAll(async () => {
    running = await testApp(EchoModule).on(adapter).start();
  });
  beforeEach(() => running.telemetry.clear());
  afterAll(() => running.stop());

  const echo = async (headers: Record<string, string> = {}) =>
    JSON.parse((await send(running.client, { path: '/echo', headers })).body) as Record<string, string>;

  it('that comes in makes the caller the parent', async () => {
    await echo({ traceparent });
    expect(running.telemetry).toHaveOneServerSpan({ name: 'GET /echo', traceId, parentSpanId: spanId });
    expect(running.telemetry).toHaveLogLine({ msg: 'GET /echo completed', trace_id: traceId });
  });

  it('without a header starts a trace of its own', async () => {
    const { traceId: own } = await echo();
    expect(own).toMatch(/^[0-9a-f]{32}$/);
    expect(running.telemetry).toHaveOneServerSpan({ traceId: own!, parentSpanId: undefined });
  });

  it('keeps the state of other vendors', async () => {
    const answer = await echo({ traceparent, tracestate: 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE' });
    expect(answer['tracestate']).toBe('rojo=00f067aa0ba902b7,congo=t61rcWkgMzE');
    expect(answer['traceparent']).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(answer['traceparent']).not.toContain(spanId);
  });

  it.each([
    ['is no traceparent', { traceparent: 'garbage' }],
    ['has zeros for a trace', { traceparent: `00-${'0'.repeat(32)}-${spanId}-01` }],
    ['has zeros for a span', { traceparent: `00-${traceId}-${'0'.repeat(16)}-01` }],
    ['is in capitals', { traceparent: traceparent.toUpperCase() }],
    ['is of the forbidden version', { traceparent: `ff-${traceId}-${spanId}-01` }],
    ['has more than version 00 allows', { traceparent: `${traceparent}-more` }],
    ['is empty', { traceparent: '' }],
    ['is very long', { traceparent: `${traceparent}${'0'.repeat(4_000)}` }],
    ['is state alone', { tracestate: 'rojo=1' }],
    ['names a property of every object', { traceparent: '__proto__', tracestate: '__proto__=1' }],
  ])('that %s is ignored', async (_what, headers) => {
    const { traceId: own } = await echo(headers as Record<string, string>);
    expect(own).not.toBe(traceId);
    expect(running.telemetry).toHaveOneServerSpan({
      name: 'GET /echo',
      parentSpanId: undefined,
      status: 200,
    });
    expect({}).not.toHaveProperty('rojo');
  });

  it('that comes twice is ignored', async () => {
    const other = traceparent.replace('0af7', '1af7');
    const text = await running.client.raw(
      `GET /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\ntraceparent: ${traceparent}\r\ntraceparent: ${other}\r\n\r\n`,
    );
    expect(text).toContain('200 OK');
    expect(running.telemetry).toHaveOneServerSpan({ parentSpanId: undefined });
  });

  it('never shows in the response', async () => {
    const answer = await send(running.client, { path: '/echo', headers: { traceparent } });
    expect([...answer.headers.keys()].filter(name => name.startsWith('trace'))).toEqual([]);
  });

  it('that says "not sampled" is followed, and lines carry its id all the same', async () => {
    await echo({ traceparent: `00-${traceId}-${spanId}-00` });
    expect(running.telemetry.spans()).toEqual([]);
    expect(running.telemetry).toHaveLogLine({ msg: 'GET /echo completed', trace_id: traceId }, { times: 1 });
    expect((await running.telemetry.metrics()).get('http.server.request.duration')).toHaveLength(1);
  });

  it('goes out with fetch, so that two services share one trace', async () => {
    const { telemetry, client, port } = running;
    await send(client, { path: `/call?port=${port}` });
    expect(telemetry.tree()).toBe(
      ['GET /call [server] 200', '  GET [client] 200', '    GET /echo [server] 200'].join('\n'),
    );
    expect(JSON.stringify(telemetry.spans())).not.toContain('s3cret');
  });

  it('is that of the request for spans that the application makes by hand', async () => {
    const tracer = trace.getTracer('by-hand');
    tracer.startActiveSpan('outside', span => span.end());
    await echo();
    expect(running.telemetry).toHaveSpan('outside', { parent: undefined, scope: 'by-hand', times: 1 });
  });
});
