import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAuthority, type TestAuthority, type TestIdentity } from '../support/certificates.js';
import { setEnvironment } from '../support/environment.js';
import { OtlpGrpcReceiver } from '../support/otlp-grpc-receiver.js';
import { SecureReceiver } from '../support/secure-receiver.js';
import { startShop } from '../support/shop-app.js';
import { adapters } from '../support/test-app.js';
import { until } from '../support/until.js';

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

  it('shows another certificate once the files were replaced, without a restart', async () => {
    const receiver = await receiverOf(true);
    const folder = await mkdtemp(join(tmpdir(), 'rotated-'));
    stops.push(() => rm(folder, { recursive: true }));
    const [cert, key] = [join(folder, 'tls.pem'), join(folder, 'tls.key')];
    const put = async ({ certFile, keyFile }: TestIdentity) => {
      await copyFile(keyFile, key);
      await copyFile(certFile, cert);
    };
    await put(authority.client);
    restore = setEnvironment({ OTEL_BSP_SCHEDULE_DELAY: '50' });
    const { client, stop } = await startShop(
      { otlp: { endpoint: receiver.endpoint, tls: { ca: authority.caFile, cert, key } } },
      adapter,
    );
    stops.push(stop);
    const names = () => new Set(receiver.seen.map(each => each.client));
    const shown = (name: string) =>
      until(
        () => {
          void client.get('/orders/7');
          return names().has(name);
        },
        { describe: () => `the certificate of ${name}` },
      );
    await shown('client');
    expect(names()).toEqual(new Set(['client']));
    await put(authority.renewed);
    await shown('renewed');
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
