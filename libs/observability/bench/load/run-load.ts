import { Connection } from './connection.js';
import { LatencyHistogram } from './latency-histogram.js';
import { requestMix } from './request-mix.js';

/** What to send: a closed loop, each connection asks again as soon as it is answered. */
export interface LoadOrder {
  readonly port: number;
  readonly seconds: number;
  readonly connections: number;
}

/** What came back. */
export interface LoadResult {
  readonly requests: number;
  readonly errors: number;
  readonly seconds: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
}

/** Loads a server for the given time and waits for the requests in flight. */
export async function runLoad({ port, seconds, connections }: LoadOrder): Promise<LoadResult> {
  const requests = requestMix();
  const latencies = new LatencyHistogram();
  const open = await Promise.all(Array.from({ length: connections }, () => Connection.open(port)));
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  let next = 0;
  let errors = 0;

  const drive = async (connection: Connection) => {
    for (let sentAt = performance.now(); sentAt < endsAt;) {
      const { status } = await connection.send(requests[next++ % requests.length] as Buffer);
      const answeredAt = performance.now();
      if (status >= 300) errors += 1;
      latencies.record((answeredAt - sentAt) * 1_000);
      sentAt = answeredAt;
    }
    connection.close();
  };
  await Promise.all(open.map(drive));

  return {
    requests: latencies.count,
    errors,
    seconds: (performance.now() - startedAt) / 1_000,
    p50Micros: latencies.percentile(0.5),
    p99Micros: latencies.percentile(0.99),
  };
}
