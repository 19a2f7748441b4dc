import { DATABASES } from '../orders/support/order-database.js';
import { DemoProcess } from './demo-process.js';

jest.setTimeout(180_000);

const PROMISES = [
  'each of \\d+ answers had the status that was expected',
  '/metrics counted exactly the requests that were sent',
  'each request is one trace',
  'each request is one log line, of the same trace',
  'every route has its latency percentiles',
  'the counters of the business are beside them',
  'one order is one trace across both services',
  'log lines of both services carry its trace id',
  '/healthz and /ready of both services answer 200',
  'telemetry itself has reported no fault',
];

describe('npm run demo', () => {
  let demo: DemoProcess;
  afterEach(() => demo?.remove());

  it.each(DATABASES)(
    'shows a run on %s, finds everything it promises and, with --once, ends with 0',
    async (...row) => {
      const [name, createDatabase] = row;
      const { databaseUrl, remove } = await createDatabase();
      const variables = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl };
      demo = await DemoProcess.start(['--once', '--seconds', '4', '--rate', '15'], variables);
      const code = await demo.end();
      expect(demo.output).toContain(`✔ migrate and seed the orders on ${name}`);
      for (const promise of PROMISES) expect(demo.output).toMatch(new RegExp(`✔ ${promise}`));
      expect(demo.output).not.toContain('✘');
      expect(code).toBe(0);
      await demo.servicesGone();
      await remove();
    },
  );

  it('ends with 1 and says everything that is missing', async () => {
    demo = await DemoProcess.start(['--once', '--seconds', '1'], {
      OTEL_TRACES_SAMPLER: 'traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.5',
      LOG_LEVEL: 'silent',
      PAYMENTS_TIMEOUT_MS: '100',
    });
    expect(await demo.end()).toBe(1);
    const missing = demo.output.slice(demo.output.indexOf('✘ Missing: '));
    expect(missing).toContain('had the status that was expected');
    expect(missing).toContain('each request is one trace;');
    expect(missing).toContain('each request is one log line');
    expect(missing).toContain('one order is one trace across both services');
    expect(missing).not.toContain('/metrics counted');
    await demo.servicesGone();
  });

  it('ends with 1 and the reason when the telemetry is off', async () => {
    demo = await DemoProcess.start(['--once', '--seconds', '1'], { OTEL_SDK_DISABLED: 'true' });
    expect(await demo.end()).toBe(1);
    expect(demo.output).toMatch(/✘ http:\S+\/metrics answered 404/);
  });

  it('serves on after the summary until it is interrupted, and leaves no service behind', async () => {
    demo = await DemoProcess.start(['--seconds', '1']);
    await demo.waitFor('Serving until Ctrl-C');
    const [, ordersPort] = demo.ports;
    expect((await fetch(`http://127.0.0.1:${ordersPort}/healthz`)).status).toBe(200);
    demo.kill('SIGINT');
    expect(await demo.end()).toBe(0);
    await demo.servicesGone();
  });

  it('leaves no service behind when it is killed', async () => {
    demo = await DemoProcess.start(['--seconds', '20']);
    await demo.waitFor('✔ start orders');
    demo.kill('SIGKILL');
    await demo.end();
    await demo.servicesGone();
  });

  it.each([
    [['--seconds', 'many'], {}, "--seconds must be a number from 1 to 3600, not 'many'"],
    [['--sceonds', '3'], {}, "Unknown option '--sceonds'"],
    [[], { PORT: 'abc' }, "PORT must be a port number, not 'abc'"],
  ])(
    'says in a sentence what is wrong with %j %j',
    async (args, variables: Record<string, string>, sentence) => {
      demo = await DemoProcess.start(args, variables);
      expect(await demo.end()).toBe(1);
      expect(demo.output).toContain(sentence);
      expect(demo.output).not.toMatch(/^ +at /m);
    },
  );
});
