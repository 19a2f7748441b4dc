/** How the audit trail is doing: cheap figures, at most some seconds old. */
export interface AuditVitals {
  /** Whether the database answered when it was last asked. */
  readonly reachable: boolean;
  /** Events that are stored and not sealed yet. */
  readonly pending: number;
  /** Seconds that the oldest of them has waited. */
  readonly sealLag: number;
  /** Entries that wait in the spill file for the database to come back. */
  readonly spillDepth: number;
  /** Seconds since the first checkpoint that no anchor has taken; 0 when all are anchored. Absent without anchors. */
  readonly anchorAge?: number;
  /** Names of data sources whose writes are not seen, because the audit subscriber is not registered there. */
  readonly unobserved: readonly string[];
}

/** Events that wait for the sealer. */
export interface AuditBacklog {
  readonly pending: number;
  /** Age of the oldest, in seconds. */
  readonly sealLag: number;
}

/** Where the figures come from. */
export interface AuditVitalsSource {
  /** Asks the database. */
  backlog(): Promise<AuditBacklog>;
  /** Looks at the spill file. */
  spillDepth(): Promise<number> | number;
  /** Known without asking anybody. */
  anchorAge?(): number | undefined;
  /** Known without asking anybody. */
  unobserved(): readonly string[];
}
