/** The listener for operators. */
export interface ResolvedManagement {
  readonly port: number;
  readonly host: string;
  /** Whether nobody reaches it from another host. */
  readonly isLoopback: boolean;
  /** Never print it. */
  readonly token: string | undefined;
  /** Wins over `token`. */
  readonly tokenFile: string | undefined;
  readonly switches: boolean;
}

/** Paths of the listener that no other endpoint may have. */
export const managementPaths = { details: '/health/details', switches: '/switches' } as const;
