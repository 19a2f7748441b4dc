import { join } from 'node:path';
import { ChildApp } from '../support/child-app.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { describeUnless } from '../support/describe-unless.js';

const shop = join(__dirname, 'fixtures/shop.mjs');
const database = process.env.TEST_DATABASE_URL;
const register = ['--import', 'nestjs-observability/register'];

describe('node --import nestjs-observability/register', () => {
  let child: ChildApp | undefined;
  afterEach(() => child?.stop());

  const start = (env: Readonly<Record<string, string>>) =>
    (child = new ChildApp(shop, {
      args: ['express'],
      nodeArgs: register,
      env: { NODE_ENV: 'production', ...env },
    }));
  const said = ({ stderr }: ChildApp) =>
    stderr.filter(line => line.startsWith('nestjs-observability/register'));

  const withDatabase = describeUnless(database === undefined ? 'no PostgreSQL' : undefined);
  withDatabase('with a database', () => {
    it('puts the queries of pg, imported as an ES module, into the trace of their request', async () => {
      const receiver = await OtlpReceiver.start();
      const app = start({
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
        OTEL_BSP_SCHEDULE_DELAY: '100',
        DATABASE_URL: String(database),
      });
      const url = (await app.waitForLine(/^listening at/, 30_000)).replace('listening at ', '');
      expect(await (await fetch(`${url}/orders/7`, { headers: { connection: 'close' } })).json()).toEqual({
        one: 1,
      });
      const named = (name: RegExp) => receiver.spans.find(span => name.test(span.name));
      await receiver.waitForSpans(() => named(/^GET/) !== undefined && named(/^pg.query/) !== undefined);
      app.signal('SIGTERM');
      await app.waitForExit(20_000);
      await receiver.stop();

      expect(said(app)).toEqual(['nestjs-observability/register watches pg.']);
      expect(named(/^pg.query/)).toMatchObject({
        traceId: named(/^GET/)?.traceId,
        parentSpanId: named(/^ShopController.look$/)?.spanId,
        scope: { name: '@opentelemetry/instrumentation-pg' },
        resource: named(/^GET/)?.resource,
      });
      expect(receiver.spans.filter(({ kind }) => kind === 'server')).toHaveLength(1);
    }, 60_000);
  });

  it('says what was asked for and is not there, and the application starts all the same', async () => {
    const app = start({ OBSERVABILITY_INSTRUMENTATIONS: 'ioredis,postgres' });
    await app.waitForLine(/^listening at/, 30_000);

    expect(said(app)).toEqual([
      "nestjs-observability/register watches nothing; not there: 'postgres' is not known; " +
        'ioredis: npm install @opentelemetry/instrumentation-ioredis.',
    ]);
  }, 40_000);
});
