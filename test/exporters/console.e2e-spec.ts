import { setEnvironment } from '../support/environment.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { startShop } from '../support/shop-app.js';
import { adapters } from '../support/test-app.js';
import { until } from '../support/until.js';

describe.each(adapters)('the console of an application on %s', adapter => {
  let restore: () => void = () => undefined;
  afterEach(() => restore());

  /** What reaches standard output while `work` runs. */
  async function printed(work: (soFar: () => string) => Promise<void>): Promise<string> {
    const write = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
    const soFar = (): string => write.mock.calls.map(([text]) => String(text)).join('');
    try {
      await work(soFar);
      return soFar();
    } finally {
      write.mockRestore();
    }
  }
  const tree =
    /trace [0-9a-f]{32}\nGET \/orders\/:id +█+ +[\d.]+ ms {2}server 200.*\n└─ ShopService\.find +·*█+·* +[\d.]+ ms {2}order\.id=7\n/;

  it.each([
    ['an option', { tracing: { console: true } }, {}],
    ['the variable', {}, { OTEL_TRACES_EXPORTER: 'console' }],
  ])('shows each trace as a tree when %s asks for it', async (_, options, variables) => {
    restore = setEnvironment(variables);
    await printed(async soFar => {
      const { client, stop } = await startShop(options, adapter);
      await client.get('/orders/7');
      try {
        // Not only when the application ends.
        await until(() => tree.test(soFar()), { describe: () => `a tree in ${soFar()}` });
      } finally {
        await stop();
      }
    });
  });

  it('shows errors, and sends them by OTLP as well', async () => {
    const receiver = await OtlpReceiver.start();
    restore = setEnvironment({ OTEL_TRACES_EXPORTER: 'otlp,console' });
    const text = await printed(async () => {
      const { client, stop } = await startShop({ otlp: { endpoint: receiver.endpoint } }, adapter);
      await client.get('/orders/7/failure');
      await stop();
    });
    await receiver.stop();
    expect(text).toMatch(/└─ ShopService\.fail .*! TypeError: out of paper/);
    expect(receiver.spans.map(({ name }) => name).sort()).toEqual([
      'GET /orders/:id/failure',
      'ShopService.fail',
    ]);
  });

  it('stays empty when the variable is none', async () => {
    restore = setEnvironment({ OTEL_TRACES_EXPORTER: 'none' });
    const text = await printed(async () => {
      const { client, stop } = await startShop({ tracing: { console: true } }, adapter);
      await client.get('/orders/7');
      await stop();
    });
    expect(text).not.toMatch(/^trace /m);
  });
});
