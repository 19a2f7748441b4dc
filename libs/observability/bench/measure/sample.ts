import type { AdapterName } from '../app/variant.js';
import { BenchServer, SERVER_CORE, type ExportedSignals } from './bench-server.js';
import { busyMicros } from './core-time.js';
import type { Peers } from './peers.js';
import type { VariantName } from './variants.js';

/** How one measurement is made. */
export interface SampleSettings {
  readonly seconds: number;
  readonly warmup: number;
  readonly connections: number;
  readonly exports: ExportedSignals;
  readonly profileTo?: string | undefined;
}

/** One variant on one adapter in one round. */
export interface Sample {
  readonly variant: VariantName;
  readonly adapter: AdapterName;
  readonly round: number;
  readonly requestsPerSecond: number;
  /** CPU time of all threads of the server, kernel included. */
  readonly cpuMicrosPerRequest: number;
  /** Share of one core that the server used: near 1, the server was the bottleneck. */
  readonly cpuShare: number;
  /** Share of the server's core that other processes took; above a few percent the machine was not quiet. */
  readonly othersShare: number;
  /** Spans that arrived at the sink, warm-up and last flush included. */
  readonly spansPerRequest: number;
  readonly otlpBytesPerRequest: number;
  readonly logBytesPerRequest: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
  readonly rssMb: number;
  readonly startMs: number;
}

/** Which sample to take. */
export type SampleOrder = Pick<Sample, 'variant' | 'adapter' | 'round'> & SampleSettings;

/** Starts a fresh server, warms it, loads it and reads what it cost and what it sent. */
export async function takeSample(peers: Peers, order: SampleOrder): Promise<Sample> {
  const { variant, adapter, round, seconds, warmup, connections } = order;
  await peers.received();
  const server = await BenchServer.start({ ...order, sinkPort: peers.sinkPort });
  const load = { port: server.ready.port, connections };
  try {
    const warm = await peers.run({ ...load, seconds: warmup });
    const before = { ...(await server.usage()), core: busyMicros(SERVER_CORE) };
    const measured = await peers.run({ ...load, seconds });
    const after = { ...(await server.usage()), core: busyMicros(SERVER_CORE) };
    await server.stop();
    const sent = await peers.received();

    const errors = warm.errors + measured.errors;
    if (errors > 0) throw new Error(`${variant} on ${adapter} answered ${errors} requests with an error`);
    const requests = warm.requests + measured.requests;
    const cpuMicros = after.cpuMicros - before.cpuMicros;
    return {
      variant,
      adapter,
      round,
      requestsPerSecond: measured.requests / measured.seconds,
      cpuMicrosPerRequest: cpuMicros / measured.requests,
      cpuShare: cpuMicros / 1e6 / measured.seconds,
      othersShare: Math.max(0, after.core - before.core - cpuMicros) / 1e6 / measured.seconds,
      spansPerRequest: sent.spans / requests,
      otlpBytesPerRequest: sent.bytes / requests,
      logBytesPerRequest: server.logBytes() / requests,
      p50Micros: measured.p50Micros,
      p99Micros: measured.p99Micros,
      rssMb: after.rss / 2 ** 20,
      startMs: server.ready.startMs,
    };
  } finally {
    server.discard();
  }
}
