import { mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setEnvironment } from '../support/environment.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { startShop } from '../support/shop-app.js';
import { adapters } from '../support/test-app.js';
import { until } from '../support/until.js';

describe.each(adapters)('headers that rotate under an application on %s', adapter => {
  let receiver: OtlpReceiver;
  let restore: () => void;
  beforeEach(async () => {
    receiver = await OtlpReceiver.start();
    restore = setEnvironment({ OTEL_BSP_SCHEDULE_DELAY: '20', OTEL_METRICS_EXPORTER: 'none' });
  });
  afterEach(async () => {
    restore();
    await receiver.stop();
  });
  const tokens = () => receiver.requests.map(({ headers }) => headers.authorization);

  it('are those of a secret file without a restart', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'otlp-')), 'headers');
    const write = (token: string): void => {
      writeFileSync(`${file}.next`, `authorization=Bearer%20${token}\n`);
      renameSync(`${file}.next`, file);
    };
    write('one');
    process.env['OBSERVABILITY_OTLP_HEADERS_FILE'] = file;
    const { client, stop } = await startShop({ otlp: { endpoint: receiver.endpoint } }, adapter);
    await client.get('/orders/7');
    await receiver.waitForSpans(2);
    write('two');
    await serveUntil(client, () => tokens().includes('Bearer two'));
    await stop();
    expect(new Set(tokens())).toEqual(new Set(['Bearer one', 'Bearer two']));
    const ofTraces = receiver.requests.filter(({ path }) => path === '/v1/traces');
    const order = ofTraces.map(({ headers }) => headers.authorization);
    expect(order.lastIndexOf('Bearer one')).toBeLessThan(order.indexOf('Bearer two'));
  });

  it('are asked for anew when the backend answers 401, and nothing is lost', async () => {
    let version = 1;
    const asked: boolean[] = [];
    const headers = async ({ refused }: { refused: boolean }) => {
      asked.push(refused);
      if (refused) {
        version += 1;
        receiver.fail({ kind: 'none' });
      }
      return { authorization: `Bearer ${version}` };
    };
    const { client, stop } = await startShop({ otlp: { endpoint: receiver.endpoint, headers } }, adapter);
    receiver.fail({ kind: 'status', status: 401 });
    await client.get('/orders/7');
    await receiver.waitForSpans(2, 10_000);
    await stop();
    expect(asked).toContain(true);
    expect(tokens()[0]).toBe('Bearer 1');
    expect(receiver.requests.at(-1)?.headers.authorization).not.toBe('Bearer 1');
  });

  it('stay the last good ones while the function fails, and no value is ever printed', async () => {
    const written: string[] = [];
    let fails = false;
    const headers = () => {
      if (fails) throw new Error('CANARY expired');
      return { authorization: 'Bearer CANARY' };
    };
    const { client, stop } = await startShop(
      {
        otlp: { endpoint: receiver.endpoint, headers },
        logging: { destination: { write: (line: string) => written.push(line) } },
      },
      adapter,
    );
    await client.get('/orders/7');
    await receiver.waitForSpans(2);
    fails = true;
    await serveUntil(client, () => written.some(line => line.includes('OTLP headers function')));
    await stop();
    expect(new Set(tokens())).toEqual(new Set(['Bearer CANARY']));
    expect(written.join('')).toMatch(/OTLP headers function.*failed with Error/);
    expect(written.join('')).not.toContain('CANARY');
  });

  it('do not hold up the application or its end while the function hangs', async () => {
    const headers = () => new Promise<never>(() => undefined);
    const { client, stop } = await startShop(
      { otlp: { endpoint: receiver.endpoint, headers }, shutdown: { flushTimeout: 300 } },
      adapter,
    );
    expect((await client.get('/orders/7')).status).toBe(200);
    await stop();
    expect(receiver.requests).toEqual([]);
  });
});

/** Serves orders until something holds: whoever looks at a file at most once a second needs several exports. */
async function serveUntil(
  client: { get(path: string): Promise<unknown> },
  holds: () => boolean,
): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('it never came');
    await client.get('/orders/7');
    await until(() => true, { describe: () => 'nothing' });
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
