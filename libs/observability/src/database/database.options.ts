/** Statements that a piece of work repeats. */
export interface NPlusOneOptions {
  /** Whether repeated statements are looked for. @defaultValue `true` */
  readonly enabled?: boolean;
  /** Runs of one reading statement, one after the other below one span, from which on they are an N+1; at least 2. @defaultValue `5` */
  readonly threshold?: number;
  /** Milliseconds that they have to take together; less is told to nobody. @defaultValue `0` */
  readonly minDuration?: number;
}

/** Equal sibling spans of statements, as they are exported. */
export interface CollapseOptions {
  /** Whether they are collapsed. @defaultValue `true` */
  readonly enabled?: boolean;
  /** Equal sibling spans that are exported one by one; of more, only the slowest and those that failed. @defaultValue `20` */
  readonly limit?: number;
  /** How many of the slowest beyond the limit are exported. @defaultValue `3` */
  readonly keepSlowest?: number;
}

/** What is observed of databases, by TypeORM's own events: every data source that the application provides, whatever its driver. */
export interface DatabaseOptions {
  /** Whether databases are observed. @defaultValue `true` */
  readonly enabled?: boolean;
  /** Whether a statement outside of any request, job or traced method begins a trace; it is measured in any case. @defaultValue `false` */
  readonly roots?: boolean;
  /** Put the statement on its span and its warnings, without its values. Its parameters never are. @defaultValue `true` */
  readonly queryText?: boolean;
  /** Milliseconds from which on a statement is worth a warning with the calling method; `false` writes none. @defaultValue `500` */
  readonly slowQuery?: number | false;
  /**
   * Append the trace context to statements as a comment (sqlcommenter), on PostgreSQL, MySQL and MariaDB, so that the database's own
   * logs lead to the trace. Statements become different texts each, so caches keyed by them stop working. @defaultValue `false`
   */
  readonly sqlComments?: boolean;
  /** `false` looks for no repeated statements. */
  readonly nPlusOne?: boolean | NPlusOneOptions;
  /** `false` exports every span. */
  readonly collapse?: boolean | CollapseOptions;
}
