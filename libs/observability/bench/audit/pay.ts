import { SEEDED_ORDERS } from './bench-order.entity.js';
import { LatencyHistogram } from '../load/latency-histogram.js';
import type { Paid } from './writer-messages.js';

/** So many writers pay orders for so many seconds, each its next one as soon as one is paid. */
export async function pay(
  payOne: (id: number) => Promise<void>,
  { writers, seconds }: { readonly writers: number; readonly seconds: number },
): Promise<Paid> {
  const latencies = new LatencyHistogram();
  const cpu = process.cpuUsage();
  const begin = performance.now();
  const end = begin + seconds * 1_000;
  let transactions = 0;
  const writer = async () => {
    for (let started = performance.now(); started < end;) {
      await payOne(1 + Math.floor(Math.random() * SEEDED_ORDERS));
      transactions += 1;
      const now = performance.now();
      latencies.record((now - started) * 1_000);
      started = now;
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
  const { user, system } = process.cpuUsage(cpu);
  return {
    transactions,
    seconds: (performance.now() - begin) / 1_000,
    cpuMicros: user + system,
    p50Micros: latencies.percentile(0.5),
    p99Micros: latencies.percentile(0.99),
  };
}
