import { cpus } from 'node:os';

/** Microseconds that a core has worked since the machine started, for whomever. */
export function busyMicros(core: number): number {
  const times = cpus()[core]?.times;
  return times ? (times.user + times.nice + times.sys + times.irq) * 1_000 : 0;
}
