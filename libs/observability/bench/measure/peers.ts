import type { LoadOrder, LoadResult } from '../load/run-load.js';
import type { SinkReport } from '../sink/export-tally.js';
import { PinnedProcess } from './pinned-process.js';
import { DIST } from './variants.js';

const PEER_CORE = 1;

/** The processes beside the server: load generator and OTLP sink, on the other core, kept for the whole run. */
export class Peers {
  private constructor(
    private readonly load: PinnedProcess,
    private readonly sink: PinnedProcess,
    readonly sinkPort: number,
  ) {}

  static async start(): Promise<Peers> {
    const [load, sink] = await Promise.all([
      PinnedProcess.start({ script: new URL('load/load.js', DIST), core: PEER_CORE }),
      PinnedProcess.start<number>({ script: new URL('sink/sink.js', DIST), core: PEER_CORE }),
    ]);
    return new Peers(load.process, sink.process, sink.ready);
  }

  run(order: LoadOrder): Promise<LoadResult> {
    return this.load.ask<LoadResult>(order);
  }

  /** What arrived since the last call. */
  received(): Promise<SinkReport> {
    return this.sink.ask<SinkReport>('report');
  }

  stop(): void {
    this.load.kill();
    this.sink.kill();
  }
}
