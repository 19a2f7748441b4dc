import type { Machine } from '../report/machine.js';
import type { AuditSample } from './audit-sample.js';
import type { AuditBenchOptions } from './audit-options.js';
import { AUDIT_VARIANTS } from './audit-variants.js';
import type { DatabaseServer } from './bench-database.js';

/** One verification of a whole log. */
export interface VerifiedLog {
  readonly events: number;
  readonly eventsPerSecond: number;
}

/** A whole run of the audit benchmark: enough to make every figure of its table again. */
export interface AuditResult {
  readonly machine: Machine;
  readonly database: DatabaseServer;
  readonly settings: Pick<AuditBenchOptions, 'rounds' | 'seconds' | 'warmup' | 'writers'>;
  readonly samples: readonly AuditSample[];
  readonly verified: readonly VerifiedLog[];
}

/** A run on everything that is long enough to be quoted. */
export function isQuotable({
  rounds,
  seconds,
  writers,
  variants,
  events,
  profileTo,
}: AuditBenchOptions): boolean {
  const isWhole = variants.length === AUDIT_VARIANTS.length && writers.join() === '16,32';
  return isWhole && rounds >= 5 && seconds >= 1.5 && events >= 100_000 && profileTo === undefined;
}
