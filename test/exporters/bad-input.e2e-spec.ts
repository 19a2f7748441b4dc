import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setEnvironment } from '../support/environment.js';
import { OtlpGrpcReceiver } from '../support/otlp-grpc-receiver.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { startShop } from '../support/shop-app.js';
import { adapters } from '../support/test-app.js';
import { until } from '../support/until.js';

describe.each(adapters)('a backend that is configured wrongly, on %s,', adapter => {
  let restore: () => void;
  beforeEach(() => {
    restore = setEnvironment({ OTEL_BSP_SCHEDULE_DELAY: '20', OTEL_BLRP_SCHEDULE_DELAY: '20' });
  });
  afterEach(() => restore());

  it.each([
    ['a malformed endpoint', { endpoint: 'collector' }, /otlp\.endpoint must be an http/],
    ['a path of a signal', { endpoint: 'http://c:4318/v1/logs' }, /otlp\.endpoint must be/],
    ['the port of gRPC', { endpoint: 'http://c:4317' }, /names port 4317/],
    [
      'an unknown protocol',
      { endpoint: 'http://c', protocol: 'tcp' as never },
      /otlp\.protocol must be one of/,
    ],
    ['a header of two lines', { headers: { a: 'b\nc' } }, /otlp\.headers\.a must be text/],
    ['a key in clear text', { endpoint: 'http://c', headers: { 'api-key': 'CANARY' } }, /in clear text/],
    ['a file that is not there', { endpoint: 'https://c', tls: { ca: '/no/such.pem' } }, /ENOENT/],
  ])('fails the bootstrap for %s, with a fix and without the secret', async (_, otlp, message) => {
    const failure = await startShop({ otlp }, adapter).then(
      () => 'it started',
      (error: unknown) => String(error),
    );
    expect(failure).toMatch(message);
    expect(failure).not.toContain('CANARY');
  });

  /** Log lines about exports while some orders are served. */
  async function linesAbout(endpoint: string, protocol?: 'grpc' | 'http/protobuf'): Promise<string[]> {
    const lines: string[] = [];
    const { client, stop } = await startShop(
      {
        otlp: { endpoint, timeout: 500, headers: { 'x-shop': 'CANARY' }, ...(protocol && { protocol }) },
        logging: { destination: { write: (line: string) => lines.push(line) } },
        metrics: { exportInterval: 200 },
        shutdown: { flushTimeout: 300 },
      },
      adapter,
    );
    const origin = new URL(endpoint).host;
    const about = () =>
      lines.filter(line => line.includes(origin) && /"level":"?(warn|error|40|50)/.test(line));
    for (let orders = 0; orders < 5; orders += 1) expect((await client.get('/orders/7')).status).toBe(200);
    await until(() => about().length > 0, { timeout: 10_000, describe: () => `a line in ${lines.join('')}` });
    await stop();
    expect(lines.join('')).not.toContain('CANARY');
    return about();
  }
  /** Another one may come at the end, for what happened meanwhile. */
  const expectOne = (lines: readonly string[]): void => {
    expect(lines.length).toBeLessThanOrEqual(2);
    for (const signal of ['traces to', 'logs to']) expect(lines[0]).toContain(signal);
  };

  it('is one clear line for all signals when nobody listens', async () => {
    const { endpoint, close } = await listener(socket => socket.destroy());
    await close();
    const lines = await linesAbout(endpoint);
    expect(lines[0]).toMatch(/ECONNREFUSED/);
    expectOne(lines);
  });

  it('is one clear line for all signals when the host has no address', async () => {
    const lines = await linesAbout('http://no-such-host.invalid:4318');
    expect(lines[0]).toMatch(/ENOTFOUND|EAI_AGAIN/);
    expectOne(lines);
  });

  it('is one clear line for all signals when HTTP meets gRPC', async () => {
    const receiver = await OtlpGrpcReceiver.start();
    const lines = await linesAbout(receiver.endpoint, 'http/protobuf');
    receiver.stop();
    expect(lines[0]).toMatch(/HPE_|Parse Error|ECONNRESET|socket hang up/);
    expectOne(lines);
  });

  it('is one clear line for all signals when gRPC meets HTTP', async () => {
    const receiver = await OtlpReceiver.start();
    const lines = await linesAbout(receiver.endpoint, 'grpc');
    await receiver.stop();
    expect(lines[0]).toMatch(/gRPC status \d+|within 500 ms/);
    expectOne(lines);
  });
});

async function listener(serve: (socket: import('node:net').Socket) => void) {
  const server: Server = createServer(serve);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: () => new Promise(resolve => server.close(resolve)),
  };
}
