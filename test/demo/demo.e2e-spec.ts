import { DemoProcess } from './demo-process.js';

jest.setTimeout(90_000);

describe('npm run demo', () => {
  let demo: DemoProcess;
  afterEach(() => demo?.remove());

  it('shows a run, finds everything it promises and, with --once, ends with 0', async () => {
    demo = await DemoProcess.start(['--once', '--seconds', '4', '--rate', '15']);
    const code = await demo.end();
    expect(demo.output).toMatch(/✔ \/metrics counted exactly the requests that were sent/);
    expect(demo.output).toMatch(/✔ one order is one trace across both services/);
    expect(demo.output).toMatch(/✔ log lines of both services carry its trace id/);
    expect(demo.output).not.toContain('✘');
    expect(code).toBe(0);
    await demo.servicesGone();
  });

  it('ends with 1 and says what is missing when the services record no traces', async () => {
    demo = await DemoProcess.start(['--once', '--seconds', '1'], { OTEL_TRACES_EXPORTER: 'none' });
    expect(await demo.end()).toBe(1);
    expect(demo.output).toMatch(/✘ Missing: .*one trace across both services/);
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

  it('says in a sentence what is wrong with its options', async () => {
    demo = await DemoProcess.start(['--seconds', 'many']);
    expect(await demo.end()).toBe(1);
    expect(demo.output).toContain("--seconds must be a number from 1 to 3600, not 'many'");
  });
});
