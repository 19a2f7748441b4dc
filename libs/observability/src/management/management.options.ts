/** A second listener, for operators: what the application's own port need not show to everybody. It keeps no process alive. */
export interface ManagementOptions {
  /** Whether the listener is there. @defaultValue `true` inside the group */
  readonly enabled?: boolean;
  /** Where it listens; `0` is any free port. `OBSERVABILITY_MANAGEMENT_PORT` wins, and alone turns the listener on. @defaultValue `9_464` */
  readonly port?: number;
  /**
   * Address that it listens on. Other than loopback it needs a token, or `switches: false`.
   * `OBSERVABILITY_MANAGEMENT_HOST` wins. @defaultValue `'127.0.0.1'`
   */
  readonly host?: string;
  /**
   * Bearer token for `/switches` and `/health/details`, from 16 printable characters without spaces.
   * `OBSERVABILITY_MANAGEMENT_TOKEN` wins. @defaultValue none: on loopback whoever reaches the port may use them
   */
  readonly token?: string;
  /** File that holds the token; read again when it changes, at most once a second. `OBSERVABILITY_MANAGEMENT_TOKEN_FILE` wins. */
  readonly tokenFile?: string;
  /** Serve `/switches`: signals, log levels and the sampling ratio of the running application. @defaultValue `true` */
  readonly switches?: boolean;
}
