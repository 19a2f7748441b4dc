import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChildApp } from '../support/child-app.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';

const program = join(__dirname, 'fixtures/ends.mjs');

type Signals = readonly NodeJS.Signals[];

/** The way to end, the signals to send, and what Node makes of it. */
const ways: [way: string, signals: Signals, code: number | null, signal: NodeJS.Signals | null][] = [
  ['end', [], 0, null],
  ['close', [], 0, null],
  ['exit', [], 3, null],
  ['exit-code', [], 4, null],
  ['throw', [], 1, null],
  ['reject', [], 1, null],
  ['abort', [], null, 'SIGABRT'],
  ['serve', ['SIGTERM'], null, 'SIGTERM'],
  ['serve', ['SIGINT'], null, 'SIGINT'],
  ['serve', ['SIGHUP'], null, 'SIGHUP'],
  ['serve', ['SIGKILL'], null, 'SIGKILL'],
  ['serve', ['SIGTERM', 'SIGTERM'], null, 'SIGTERM'],
  ['serve-with-hooks', ['SIGTERM'], null, 'SIGTERM'],
  ['serve-with-hooks', ['SIGINT'], null, 'SIGINT'],
  ['serve-with-hooks', ['SIGTERM', 'SIGTERM'], null, 'SIGTERM'],
  ['serve-with-own-handler', ['SIGTERM'], 7, null],
  ['serve-with-signal-exit', ['SIGTERM'], null, 'SIGTERM'],
];

describe('an observed process ends as the same one without observability', () => {
  let receiver: OtlpReceiver;
  const children: ChildApp[] = [];
  beforeEach(async () => void (receiver = await OtlpReceiver.start()));
  afterEach(async () => {
    await Promise.all(children.splice(0).map(child => child.stop()));
    await receiver.stop();
  });

  const start = (way: string, observed: 'observed' | 'plain') => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, NODE_ENV: 'production' };
    const child = new ChildApp(program, { args: [way, observed], env });
    children.push(child);
    return child;
  };

  const end = async (child: ChildApp, signals: Signals) => {
    await child.waitForLine(/^ready/, 20_000);
    for (const signal of signals) {
      child.signal(signal);
      await sleep(20);
    }
    const late = setTimeout(() => child.signal('SIGUSR2'), 15_000);
    const exit = await child.exited;
    clearTimeout(late);
    return exit;
  };

  it.each(ways)(
    '%s %j',
    async (way, signals, code, signal) => {
      const [observed, plain] = await Promise.all(
        (['observed', 'plain'] as const).map(async kind => {
          const child = start(way, kind);
          return { exit: await end(child, signals), error: child.stderr.filter(line => /Error/.test(line)) };
        }),
      );
      expect(observed?.exit).toEqual({ code, signal });
      expect(observed).toEqual(plain);
    },
    40_000,
  );

  it('goes on when a handler of its own ignores the signal', async () => {
    const child = start('serve-and-ignore', 'observed');
    await child.waitForLine(/^ready/, 20_000);
    child.signal('SIGTERM');
    await child.waitForLine(/^ignored/);
    const outcome = await Promise.race([child.exited.then(() => 'ended'), sleep(1_000).then(() => 'runs')]);
    expect(outcome).toBe('runs');
  }, 40_000);
});
