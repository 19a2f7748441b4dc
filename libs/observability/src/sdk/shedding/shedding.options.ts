/**
 * What telemetry does while the event loop is saturated: it gives up, one after the other, debug lines, the attributes of traced
 * methods, child spans and the spans of what succeeded. Errors, metrics and the audit trail always stay.
 */
export interface SheddingOptions {
  /** Whether anything is given up. @defaultValue `true` */
  readonly enabled?: boolean;
  /** Mean event-loop delay in milliseconds from which the loop counts as saturated. @defaultValue `200` */
  readonly delay?: number;
  /** Share of the time, 0 to 1, that the loop must be busy besides: a process that was suspended is late and idle. @defaultValue `0.9` */
  readonly utilization?: number;
}
