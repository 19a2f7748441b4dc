import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { makeAuthority, type TestAuthority } from '../support/certificates.js';
import { setEnvironment } from '../support/environment.js';
import { OtlpGrpcReceiver } from '../support/otlp-grpc-receiver.js';
import { startShop } from '../support/shop-app.js';
import { adapters } from '../support/test-app.js';

/** Notes paths and who the client is. */
class SecureReceiver {
  readonly seen: { readonly path: string; readonly client: string | undefined }[] = [];
  private constructor(private readonly server: Server) {}

  static async start({ ca, server: { cert, key } }: TestAuthority, mutual: boolean): Promise<SecureReceiver> {
    const server = createServer({ ca, cert, key, requestCert: mutual, rejectUnauthorized: mutual });
    const receiver = new SecureReceiver(server);
    server.on('request', (request, response) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      const client = (subject as { CN?: string } | undefined)?.CN;
      receiver.seen.push({ path: request.url ?? '', client });
      request.resume().on('end', () => response.writeHead(200).end());
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get endpoint(): string {
    return `https://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise(resolve => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}

const everything = ['/v1/logs', '/v1/metrics', '/v1/traces'];

describe.each(adapters)('TLS of an application on %s', adapter => {
  let authority: TestAuthority;
  beforeAll(() => void (authority = makeAuthority()));
  let restore: () => void = () => undefined;
  const stops: (() => unknown)[] = [];
  afterEach(async () => {
    restore();
    for (const stop of stops.splice(0)) await stop();
  });

  async function receiverOf(mutual: boolean): Promise<SecureReceiver> {
    const receiver = await SecureReceiver.start(authority, mutual);
    stops.push(() => receiver.stop());
    return receiver;
  }
  async function serveOne(options: Parameters<typeof startShop>[0]): Promise<void> {
    const { client, stop } = await startShop({ shutdown: { flushTimeout: 1_500 }, ...options }, adapter);
    await client.get('/orders/7');
    await stop();
  }
  const pathsOf = ({ seen }: SecureReceiver) => [...new Set(seen.map(({ path }) => path))].sort();

  it('trusts the authority of the option or of the variable', async () => {
    const receiver = await receiverOf(false);
    await serveOne({ otlp: { endpoint: receiver.endpoint, tls: { ca: authority.caFile } } });
    expect(pathsOf(receiver)).toEqual(everything);

    const other = await receiverOf(false);
    restore = setEnvironment({
      OTEL_EXPORTER_OTLP_ENDPOINT: other.endpoint,
      OTEL_EXPORTER_OTLP_CERTIFICATE: authority.caFile,
    });
    await serveOne({});
    expect(pathsOf(other)).toEqual(everything);
  });

  it('trusts nobody else', async () => {
    const receiver = await receiverOf(false);
    restore = setEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint });
    await serveOne({});
    expect(receiver.seen).toEqual([]);
  });

  it('trusts one authority for a single signal', async () => {
    const receiver = await receiverOf(false);
    restore = setEnvironment({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE: authority.caFile,
    });
    await serveOne({});
    expect(pathsOf(receiver)).toEqual(['/v1/traces']);
  });

  it('shows the certificate of the variables where the backend wants one', async () => {
    const receiver = await receiverOf(true);
    restore = setEnvironment({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_CERTIFICATE: authority.caFile,
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: authority.client.certFile,
      OTEL_EXPORTER_OTLP_CLIENT_KEY: authority.client.keyFile,
    });
    await serveOne({});
    expect(pathsOf(receiver)).toEqual(everything);
    expect(new Set(receiver.seen.map(({ client }) => client))).toEqual(new Set(['client']));
  });

  it('does the same for gRPC', async () => {
    const receiver = await OtlpGrpcReceiver.start({ authority, mutual: true });
    stops.push(() => receiver.stop());
    restore = setEnvironment({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_CERTIFICATE: authority.caFile,
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: authority.client.certFile,
      OTEL_EXPORTER_OTLP_CLIENT_KEY: authority.client.keyFile,
    });
    await serveOne({});
    expect([...new Set(receiver.calls.map(({ path }) => path))].sort()).toEqual(everything);
  });
});
