import type { AuditVariant } from './audit-variants.js';
import type { SealLag } from './seal-lag.js';

/** One measured window of one variant. */
export interface AuditSample {
  readonly variant: AuditVariant;
  readonly writers: number;
  readonly round: number;
  readonly transactionsPerSecond: number;
  /** CPU time of the writing process; where it seals too, that is included. */
  readonly cpuMicrosPerTransaction: number;
  /** CPU time of the sessions of the database server, where it can be known. */
  readonly serverMicrosPerTransaction?: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
  /** Where events are sealed. */
  readonly sealLag?: SealLag;
}
