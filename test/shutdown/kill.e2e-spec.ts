import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { seededRandom } from '../support/seeded-random.js';
import { until } from '../support/until.js';

const program = join(__dirname, 'fixtures/spans.mjs');
/** `SHUTDOWN_KILLS=20` for the long run. */
const kills = Number(process.env['SHUTDOWN_KILLS'] ?? 2);
const { seed, next } = seededRandom('SHUTDOWN_SEED');
/** Just before the next export, long after it should have come, and then at random. */
const moments = [720, 1_500, ...Array.from({ length: kills - 2 }, () => Math.round(next() * 1_500))];
/** Milliseconds between two spans of the program. */
const interval = 20;

interface Ended {
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

describe('kill -9', () => {
  let receiver: OtlpReceiver;
  beforeEach(async () => void (receiver = await OtlpReceiver.start()));
  afterEach(() => receiver.stop());

  const arrived = () => new Set(receiver.spans.map(({ name }) => Number(/\d+/.exec(name)?.[0])));

  it.each(moments)(
    `costs no span that ended more than a second before, %i ms after an export (seed ${seed})`,
    async afterExport => {
      const env = { ...process.env, NODE_OPTIONS: '', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint };
      const child = fork(program, ['steady'], { env, execArgv: [], silent: true });
      const ended: Ended[] = [];
      child.on('message', message => void ended.push(message as Ended));
      await until(() => receiver.spans.length > 0, { timeout: 20_000, describe: () => 'the first export' });
      await sleep(500);
      const before = receiver.spans.length;
      await until(() => receiver.spans.length > before, { describe: () => 'another export' });
      await sleep(afterExport);
      const killed = Date.now();
      child.kill('SIGKILL');
      await once(child, 'exit');

      const due = ended.filter(({ at }) => at < killed - 1_000 - withheld(ended, killed));
      expect(due.length).toBeGreaterThan(0);
      const missing = () => due.map(({ count }) => count).filter(count => !arrived().has(count));
      // What had left may still be on its way.
      await until(() => missing().length === 0, { describe: () => `the spans ${missing().join()}` });
      expect(arrived().size).toBe(Math.max(...arrived()));
    },
    40_000,
  );
});

/** What the machine kept from the program in its last seconds: the longest time that it was late. */
function withheld(ended: readonly Ended[], killed: number): number {
  const moments = [...ended.map(({ at }) => at), killed].filter(at => at > killed - 3_000);
  return Math.max(0, ...moments.slice(1).map((at, before) => at - (moments[before] ?? at) - interval));
}
