import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';

/** How the collector misbehaves; with `forMs` it is healthy again after this time. */
export type CollectorFault = { readonly forMs?: number } & (
  | { readonly kind: 'none' | 'refuse' | 'hang' | 'reset' | 'resetAnswer' | 'oversized' }
  | { readonly kind: 'trickle' | 'slow'; readonly ms: number }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string; readonly body?: string }
  | { readonly kind: 'partial'; readonly items: number; readonly message: string }
  | { readonly kind: 'tooLarge'; readonly bytes: number }
);

/** What reached the collector so far. */
export interface CollectorSight {
  /** Of spans that it took, in order, twice when a span came twice; of log records their text. */
  readonly ids: readonly string[];
  readonly requests: readonly {
    /** Milliseconds since the epoch. */
    readonly at: number;
    readonly path: string;
    readonly headers: IncomingHttpHeaders;
    readonly fault: CollectorFault['kind'];
  }[];
  /** Requests without an end, now and at most. */
  readonly open: number;
  readonly mostOpen: number;
  readonly connections: number;
}

interface Reply {
  readonly id?: number;
  readonly port?: number;
  readonly seen?: CollectorSight;
}

/** An OTLP/HTTP collector with faults, in a process of its own: what it counts does not depend on the process under test. */
export class FaultyCollector {
  #asked = 0;

  private constructor(
    private readonly child: ChildProcess,
    private readonly port: number,
  ) {}

  /** Listens before it resolves. */
  static async start(): Promise<FaultyCollector> {
    const child = fork(join(__dirname, 'faulty-collector/collector.mjs'), { execArgv: [] });
    const [{ port }] = (await once(child, 'message')) as [Reply];
    return new FaultyCollector(child, port ?? 0);
  }

  /** What `OTEL_EXPORTER_OTLP_ENDPOINT` expects. */
  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Misbehaves from the next request on. */
  async become(fault: CollectorFault): Promise<void> {
    await this.ask({ ask: 'become', fault });
  }

  async seen(): Promise<CollectorSight> {
    const { seen } = await this.ask({ ask: 'seen' });
    if (!seen) throw new Error('the collector did not say what it has seen');
    return seen;
  }

  /** Forgets what it has seen. */
  async forget(): Promise<void> {
    await this.ask({ ask: 'forget' });
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.disconnect();
    await ended;
  }

  private async ask(question: { ask: string; fault?: CollectorFault }): Promise<Reply> {
    const id = (this.#asked += 1);
    return new Promise(resolve => {
      const hear = (reply: Reply): void => {
        if (reply.id !== id) return;
        this.child.off('message', hear);
        resolve(reply);
      };
      this.child.on('message', hear);
      this.child.send({ id, ...question });
    });
  }
}
