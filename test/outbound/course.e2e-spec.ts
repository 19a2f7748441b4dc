import { Controller, Get, Module, Query } from '@nestjs/common';
import { SpanKind, trace } from '@opentelemetry/api';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { channel } from 'node:diagnostics_channel';
import { get } from 'node:http';
import 'nestjs-observability/testing/jest';
import { Agent, interceptors, request } from 'undici';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { AwkwardServer } from './support/awkward-server.js';

let server: AwkwardServer;
const retrying = new Agent().compose(
  interceptors.retry({ maxRetries: 3, minTimeout: 1, statusCodes: [503], errorCodes: [] }),
);

@Controller()
class CourseController {
  @Get('redirected')
  async redirected() {
    return (await fetch(`${server.url}/moved/7`)).text();
  }

  @Get('retried')
  async retried() {
    return (await request(`${server.url}/flaky`, { dispatcher: retrying })).body.text();
  }

  @Get('streamed')
  async streamed() {
    const { body } = await fetch(`${server.url}/stream`);
    const reader = body!.getReader();
    await reader.read();
    void (async () => {
      while (!(await reader.read()).done) continue;
    })();
    return { open: openCalls() };
  }

  @Get('cancelled')
  async cancelled() {
    const { body } = await fetch(`${server.url}/stream`);
    await body!.cancel();
  }

  @Get('streamed-by-node')
  streamedByNode() {
    return new Promise(resolve => {
      get(`${server.url}/stream`, response => {
        response.once('data', () => {
          const open = openCalls();
          response.destroy();
          resolve({ open });
        });
      });
    });
  }

  @Get('with-own-trace')
  async ownTrace() {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await (await fetch(`${server.url}/x`, { headers: { traceparent } })).text();
    await new Promise(resolve => {
      get(`${server.url}/x`, { headers: { traceparent } }, response => response.resume().on('end', resolve));
    });
  }

  @Get('with-listed-headers')
  listed() {
    return new Promise(resolve => {
      get(`${server.url}/x`, { headers: ['host', `127.0.0.1:${server.port}`] }, response =>
        response.resume().on('end', resolve),
      );
    });
  }

  /** As a patching instrumentation does. */
  @Get('inside-of-another-span')
  async inside() {
    const options = { kind: SpanKind.CLIENT, attributes: { 'http.request.method': 'GET' } };
    await trace.getTracer('other').startActiveSpan('another', options, async span => {
      await new Promise(resolve => {
        get(`${server.url}/x`, response => response.resume().on('end', resolve));
      });
      span.end();
    });
  }

  @Get('without-tls')
  async tls() {
    await fetch(server.url.replace('http:', 'https:')).catch(() => undefined);
  }

  @Get('unusual')
  async unusual() {
    await (await fetch(`${server.url}/x`, { method: 'PROPFIND' })).text();
  }

  @Get('many')
  async many(@Query('ports') ports: string) {
    for (const port of ports.split(',')) await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
  }
}

let running: RunningTestApp;
/** Of the call, and of the request that makes it and has no route yet. */
const openCalls = () => running.telemetry.openSpans().filter(name => name === 'GET').length;

@Module({ controllers: [CourseController] })
class CourseModule {}

const clientSpans = () => running.telemetry.spans().filter(({ kind }) => kind === 'client');
const startWith = (adapter: (typeof adapters)[number], hosts?: string[]) =>
  testApp(CourseModule)
    .on(adapter)
    .observedWith({
      tracing: { outgoingHttp: { maxServers: 2 } },
      ...(hosts && { propagation: { trust: ['127.0.0.1'], inject: { hosts } } }),
    })
    .start();

describe.each(adapters)('The course of a call on %s', adapter => {
  beforeAll(async () => {
    server = await AwkwardServer.start();
    running = await startWith(adapter);
  });
  beforeEach(() => running.telemetry.clear());
  afterAll(async () => {
    await running.stop();
    await server.stop();
  });

  it('shows a redirect as a second call, which counts as sent again', async () => {
    await running.client.get('/redirected');
    expect(running.telemetry.tree()).toBe(
      ['GET /redirected [server] 200', '  GET [client] 302', '  GET [client] 200'].join('\n'),
    );
    expect(clientSpans().map(({ attributes }) => attributes['http.request.resend_count'])).toEqual([
      undefined,
      1,
    ]);
  });

  it('shows each retry, and the how manieth it is', async () => {
    await running.client.get('/retried');
    expect(
      clientSpans().map(({ attributes }) => [
        attributes['http.response.status_code'],
        attributes['http.request.resend_count'],
      ]),
    ).toEqual([
      [503, undefined],
      [503, 1],
      [200, 2],
    ]);
  });

  it('does not take the same call in another request for a retry', async () => {
    await running.client.get('/retried');
    await running.telemetry.clear();
    await running.client.get('/retried');
    expect(clientSpans()[0]!.attributes['http.request.resend_count']).toBeUndefined();
  });

  it('lasts until the body is over', async () => {
    const pending = running.client.get('/streamed');
    await until(() => server.waiting.length > 0, { describe: () => 'the stream' });
    const finish = server.waiting.splice(0);
    await until(() => clientSpans().length === 0 && openCalls() > 0, { describe: () => 'an open span' });
    for (const end of finish) end();
    expect((await pending).json<{ open: number }>().open).toBeGreaterThan(0);
    expect(clientSpans()).toMatchObject([
      { status: 'unset', attributes: { 'http.response.status_code': 200 } },
    ]);
  });

  it.each(['cancelled', 'streamed-by-node'])('ends when the body is %s in the middle', async what => {
    await running.client.get(`/${what}`);
    server.waiting.length = 0;
    expect(clientSpans()).toMatchObject([{ status: 'unset' }]);
    expect(running.telemetry).toHaveNoOpenSpans();
  });

  it('leaves a trace context alone that the application sends itself', async () => {
    await running.client.get('/with-own-trace');
    for (const headers of server.received.slice(-2))
      expect(headers['traceparent']).toMatch(/^00-a{32}-b{16}-01$/);
  });

  it('is observed where its headers are written already, and nothing can be added', async () => {
    await running.client.get('/with-listed-headers');
    expect(clientSpans()).toHaveLength(1);
    expect(server.received.at(-1)).not.toHaveProperty('traceparent');
  });

  it('has a label of its own for a few servers only, and its server on the span', async () => {
    await running.client.get('/many?ports=9001,9002,9003');
    const points = (await running.telemetry.metrics()).get('http.client.request.duration') ?? [];
    expect(points.map(({ attributes }) => attributes['server.address'])).toContain('_OTHER');
    expect(points.length).toBeLessThanOrEqual(3);
    expect(clientSpans().at(-1)!.attributes).toMatchObject({
      'server.address': '127.0.0.1',
      'server.port': 9003,
    });
  });

  it('is no second span inside of one that another instrumentation made for it', async () => {
    await running.client.get('/inside-of-another-span');
    expect(clientSpans()).toMatchObject([{ name: 'another', scope: 'other' }]);
  });

  it('tells that the other side speaks no TLS', async () => {
    await running.client.get('/without-tls');
    const [span] = clientSpans();
    expect(span).toMatchObject({
      status: 'error',
      attributes: { 'error.type': expect.stringMatching(/^(ERR_SSL_|EPROTO|ECONNRESET)/) },
    });
  });

  it('has one name for all methods that nobody knows', async () => {
    await running.client.get('/unusual');
    expect(clientSpans()).toMatchObject([
      {
        name: 'HTTP',
        attributes: { 'http.request.method': '_OTHER', 'http.request.method_original': 'PROPFIND' },
      },
    ]);
  });

  it('is not told of probes and of what is suppressed', async () => {
    await running.client.get('/ready');
    expect(clientSpans()).toEqual([]);
  });
});

describe('Calls to hosts that may not know the trace', () => {
  beforeAll(async () => {
    server = await AwkwardServer.start();
    running = await startWith('express', ['payments.internal']);
  });
  afterAll(async () => {
    await running.stop();
    await server.stop();
  });

  it('are observed and carry nothing', async () => {
    await running.client.get('/redirected');
    expect(clientSpans()).toHaveLength(2);
    for (const headers of server.received) expect(headers).not.toHaveProperty('traceparent');
  });
});

describe('Beside an instrumentation of undici', () => {
  let other: UndiciInstrumentation;
  beforeAll(async () => {
    other = new UndiciInstrumentation();
    server = await AwkwardServer.start();
    running = await startWith('express');
    other.setTracerProvider(trace.getTracerProvider());
  });
  afterAll(async () => {
    other.disable();
    await running.stop();
    await server.stop();
  });

  it('no call has two spans, and listening ends with the last application', async () => {
    await running.client.get('/redirected');
    expect(new Set(clientSpans().map(({ scope }) => scope))).toEqual(
      new Set(['@opentelemetry/instrumentation-undici']),
    );
    await running.stop();
    other.disable();
    for (const name of ['undici:request:headers', 'http.client.request.created'])
      expect(channel(name).hasSubscribers).toBe(false);
  });
});
