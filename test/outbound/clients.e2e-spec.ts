import { Controller, Get, Module, Query } from '@nestjs/common';
import 'nestjs-observability/testing/jest';
import { freePort } from '../support/free-port.js';
import { adapters, testApp, type RunningTestApp } from '../support/test-app.js';
import { AwkwardServer } from './support/awkward-server.js';
import { HttpClients } from './support/http-clients.js';

const clients = new HttpClients();
const names = Object.keys(clients.all);
afterAll(() => clients.close());

@Controller()
class CallsController {
  /** Tells what went wrong instead of failing, as a caller does that copes. */
  @Get('call')
  async call(@Query() { client = '', url = '', timeout }: Record<string, string>) {
    const signal = timeout === undefined ? undefined : AbortSignal.timeout(Number(timeout));
    try {
      return { text: await clients.all[client]!({ url, ...(signal && { signal }) }) };
    } catch (thrown) {
      return { failed: (thrown as Error).name };
    }
  }
}

@Module({ controllers: [CallsController] })
class CallsModule {}

describe.each(adapters)('An outgoing call on %s', adapter => {
  let running: RunningTestApp;
  let server: AwkwardServer;
  beforeAll(async () => {
    server = await AwkwardServer.start();
    running = await testApp(CallsModule)
      .on(adapter)
      .observedWith({
        tracing: {
          outgoingHttp: {
            templates: ['/items/:id'],
            peers: { [`127.0.0.1:${server.port}`]: 'awkward' },
          },
        },
      })
      .start();
  });
  beforeEach(() => running.telemetry.clear());
  afterAll(async () => {
    await running.stop();
    await server.stop();
  });

  const call = async (client: string, path: string, more = '') => {
    const url = path.startsWith('http') ? path : server.url + path;
    await running.client.get(
      `/call?client=${encodeURIComponent(client)}&url=${encodeURIComponent(url)}${more}`,
    );
    return running.telemetry.spans().filter(({ kind }) => kind === 'client');
  };

  describe.each(names)('by %s', client => {
    it('is a client span of the request, and the service behind it gets the trace', async () => {
      const [span] = await call(client, '/items/7?token=s3cret');
      expect(running.telemetry.tree()).toBe(
        ['GET /call [server] 200', '  GET /items/:id [client] 200'].join('\n'),
      );
      expect(span!.attributes).toEqual({
        'http.request.method': 'GET',
        'http.response.status_code': 200,
        'server.address': '127.0.0.1',
        'server.port': server.port,
        'service.peer.name': 'awkward',
        'url.full': `${server.url}/items/7`,
        'url.path': '/items/7',
        'url.template': '/items/:id',
      });
      expect(server.received.at(-1)).toMatchObject({ traceparent: `00-${span!.traceId}-${span!.spanId}-01` });
      expect(JSON.stringify(running.telemetry.spans())).not.toContain('s3cret');
    });

    it.each([404, 500])(
      'is an error when the answer is %d, and no exception of the application',
      async status => {
        const [span] = await call(client, `/status/${status}`);
        expect(span).toMatchObject({ status: 'error', events: [] });
        expect(span!.attributes).toMatchObject({
          'http.response.status_code': status,
          'error.type': String(status),
        });
        expect((await running.telemetry.metrics()).get('application.errors') ?? []).toEqual([]);
      },
    );

    it('tells by its code why nobody answered', async () => {
      const port = await freePort();
      const [span] = await call(client, `http://127.0.0.1:${port}/x`);
      expect(span).toMatchObject({ status: 'error', attributes: { 'error.type': 'ECONNREFUSED' } });
    });

    it('tells a name that is not known', async () => {
      const [span] = await call(client, 'http://no-such-host.invalid/x');
      expect(span!.attributes['error.type']).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
    });

    it('tells a connection that was cut', async () => {
      const [span] = await call(client, '/cut');
      expect(span!.status).toBe('error');
      expect(span!.attributes['error.type']).toMatch(/^(ECONNRESET|UND_ERR_SOCKET|EPIPE)$/);
    });

    it('tells an answer that broke off', async () => {
      const [span] = await call(client, '/half');
      expect(span).toMatchObject({ status: 'error', attributes: { 'http.response.status_code': 200 } });
      expect(span!.attributes['error.type']).toMatch(
        /^(ECONNRESET|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)$/,
      );
    });

    it('that takes too long ends when its caller gives it up', async () => {
      const spans = await call(client, '/silence', '&timeout=30');
      expect(spans).toHaveLength(1);
      expect(spans[0]!.attributes['error.type']).toMatch(
        /^(TimeoutError|AbortError|CanceledError|ABORT_ERR|ECONNRESET)$/,
      );
      expect(running.telemetry).toHaveNoOpenSpans();
    });

    it('is measured by server, status and service', async () => {
      await call(client, '/items/1');
      await call(client, '/status/503');
      const points = (await running.telemetry.metrics()).get('http.client.request.duration') ?? [];
      expect(points.map(({ attributes }) => attributes)).toEqual([
        {
          'http.request.method': 'GET',
          'http.response.status_code': 200,
          'server.address': '127.0.0.1',
          'server.port': server.port,
          'service.peer.name': 'awkward',
          'url.template': '/items/:id',
        },
        {
          'error.type': '503',
          'http.request.method': 'GET',
          'http.response.status_code': 503,
          'server.address': '127.0.0.1',
          'server.port': server.port,
          'service.peer.name': 'awkward',
        },
      ]);
    });

    it('on a kept connection has the parent of its own request', async () => {
      await call(client, '/items/1');
      const { connections } = server;
      await running.telemetry.clear();
      for (let count = 0; count < 5; count += 1) await call(client, '/items/2');
      expect(server.connections - connections).toBeLessThanOrEqual(1);
      const spans = running.telemetry.spans();
      expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(5);
      expect(spans.filter(({ kind }) => kind === 'client').map(({ parent }) => parent)).toEqual(
        Array(5).fill('GET /call'),
      );
    });
  });
});
