import { PinnedProcess } from '../measure/pinned-process.js';
import { DIST, STOCK } from '../measure/variants.js';
import type { Batch } from './host.js';
import type { TelemetryState } from './subject.js';

/** A decorator and the state that it is called in. */
export interface MicroCase {
  readonly subject: 'plain' | 'ours' | 'nestjs-otel' | 'startActiveSpan';
  readonly state: TelemetryState;
}

const STATES: readonly TelemetryState[] = ['no SDK', 'unsampled parent', 'recording'];
const SUBJECTS = ['startActiveSpan', 'ours', 'nestjs-otel'] as const;

/** Every case, in the order of the table. */
export const MICRO_CASES: readonly MicroCase[] = [
  { subject: 'plain', state: 'no SDK' },
  // The switch of an incident, which only ours has.
  { subject: 'ours', state: 'switched off' },
  ...STATES.flatMap(state => SUBJECTS.map(subject => ({ subject, state }))),
];

const SERVER_CORE = 0;
const WARM_UP_CALLS = 200_000;

/** One case in a process of its own: no other decorator shapes its machine code. */
export class MicroHost {
  readonly subject: string;
  readonly state: TelemetryState;
  private readonly calls = { async: WARM_UP_CALLS, sync: WARM_UP_CALLS };

  private constructor(
    { subject, state }: MicroCase,
    private readonly process: PinnedProcess,
  ) {
    this.subject = subject;
    this.state = state;
  }

  /** Starts and warms the process, and finds how many calls fill a batch. */
  static async start(it: MicroCase, batchMs: number): Promise<MicroHost> {
    const { home, file } = locate(it.subject);
    const started = await PinnedProcess.start({
      script: new URL('micro/host.js', home),
      core: SERVER_CORE,
      args: [file.href, it.state],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
      },
    });
    const host = new MicroHost(it, started.process);
    for (const kind of ['async', 'sync'] as const) {
      await host.measure(kind);
      host.calls[kind] = Math.max(1_000, Math.round((batchMs * 1e6) / (await host.measure(kind))));
    }
    return host;
  }

  /** Nanoseconds of CPU for one call, over one batch. */
  measure(kind: Batch['kind']): Promise<number> {
    return this.process.ask<number>({ kind, calls: this.calls[kind] });
  }

  stop(): void {
    this.process.kill();
  }
}

function locate(subject: MicroCase['subject']): { home: URL; file: URL } {
  const stock = new URL('dist/', STOCK);
  if (subject === 'nestjs-otel')
    return { home: stock, file: new URL('stock/src/nestjs-otel-span.js', stock) };
  const file = { plain: 'plain', ours: 'ours', startActiveSpan: 'start-active-span' }[subject];
  return { home: DIST, file: new URL(`micro/subjects/${file}.js`, DIST) };
}
