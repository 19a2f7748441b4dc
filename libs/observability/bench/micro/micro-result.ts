import type { Machine } from '../report/machine.js';

/** Nanoseconds of CPU for one call, the median over the rounds. */
export interface MicroRow {
  readonly subject: string;
  readonly state: string;
  readonly asyncNs: number;
  readonly syncNs: number;
}

/** A whole micro run. */
export interface MicroResult {
  readonly machine: Machine & { readonly pinned: boolean };
  readonly settings: { readonly rounds: number; readonly batchMs: number };
  readonly rows: readonly MicroRow[];
}
