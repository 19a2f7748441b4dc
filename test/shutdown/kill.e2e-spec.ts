import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { until } from '../support/until.js';

const program = join(__dirname, 'fixtures/spans.mjs');

interface Ended {
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

describe('kill -9', () => {
  let receiver: OtlpReceiver;
  beforeEach(async () => void (receiver = await OtlpReceiver.start()));
  afterEach(() => receiver.stop());

  it('costs the spans of the last second at most', async () => {
    const env = { ...process.env, NODE_OPTIONS: '', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint };
    const child = fork(program, ['steady'], { env, execArgv: [], silent: true });
    const ended: Ended[] = [];
    child.on('message', message => void ended.push(message as Ended));
    await until(() => receiver.spans.length > 0, { timeout: 20_000, describe: () => 'the first export' });
    await sleep(3_000);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await sleep(200);
    const last = ended.at(-1);
    const arrived = Math.max(...receiver.spans.map(({ name }) => Number(/\d+/.exec(name)?.[0])));
    const oldestLost = ended.find(({ count }) => count > arrived);
    // A second between two exports, and the time that one takes on a busy machine.
    expect((last?.at ?? 0) - (oldestLost?.at ?? last?.at ?? 0)).toBeLessThan(2_000);
    expect(new Set(receiver.spans.map(({ name }) => name)).size).toBe(arrived);
  }, 40_000);
});
