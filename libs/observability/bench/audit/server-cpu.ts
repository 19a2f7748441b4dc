import { readFileSync } from 'node:fs';
import type { BenchDatabase } from './bench-database.js';

/** Ticks of the clock in which Linux counts CPU time. */
const microsPerTick = 10_000;

/**
 * CPU time in microseconds that the sessions of a database have used so far, by process; `undefined` where the server is not on this
 * machine, or the machine does not tell.
 */
export async function serverCpu(database: BenchDatabase): Promise<ReadonlyMap<number, number> | undefined> {
  const sessions = await database.query<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  const used = sessions.flatMap(({ pid }) => {
    const micros = cpuOf(pid);
    return micros === undefined ? [] : [[pid, micros] as const];
  });
  return used.length === sessions.length ? new Map(used) : undefined;
}

/** What the sessions have used between two looks; one that began in between counts from its beginning. */
export function usedBetween(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): number {
  return [...after].reduce((sum, [pid, micros]) => sum + micros - (before.get(pid) ?? 0), 0);
}

function cpuOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in brackets, may contain blanks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return stat.includes('(postgres)')
      ? (Number(fields[11]) + Number(fields[12])) * microsPerTick
      : undefined;
  } catch {
    return undefined;
  }
}
