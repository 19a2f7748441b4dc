/** A value of an attribute that a rule can name. */
export type SamplingRuleValue = string | number | boolean;

/** Says what becomes of the traces that it fits; what is left out fits every trace. */
export interface SamplingRule {
  /** Route of the request, such as `/orders/:id`; a `*` as last part stands for everything below. */
  readonly route?: string;
  /** Method of the request, or several. */
  readonly method?: string | readonly string[];
  /** Name of the first span, for traces that no request began, such as `OrdersService.expire`. */
  readonly name?: string;
  /** Attributes of the first span, each with its value or several: `{ 'tenant.id': ['acme'] }`. Known at the end, so they need `sampling.tail`. */
  readonly attributes?: Readonly<Record<string, SamplingRuleValue | readonly SamplingRuleValue[]>>;
  /**
   * `'always'`; a share from 0 to 1, which with `sampling.tail` leaves errors and slow traces kept; or `'never'`, which leaves
   * nothing.
   */
  readonly keep: 'always' | 'never' | number;
}

/** Which traces are slow. */
export interface SlowTraceOptions {
  /** Whether slow traces are kept. @defaultValue `true` */
  readonly enabled?: boolean;
  /** Milliseconds from which on a trace is slow. @defaultValue `1_000` */
  readonly threshold?: number;
  /** Milliseconds for a route or an operation of its own; `false` where nothing is slow, as for streams. @defaultValue `{}` */
  readonly routes?: Readonly<Record<string, number | false>>;
  /** Also the slowest hundredth of each route, by its recent durations. @defaultValue `false` */
  readonly adaptive?: boolean;
}

/** What may wait for the end of its trace. What exceeds a limit is decided at once, by what is known, and counted. */
export interface TailBufferOptions {
  /** Open traces. @defaultValue `10_000` */
  readonly traces?: number;
  /** Ended spans of one open trace. @defaultValue `1_000` */
  readonly spansPerTrace?: number;
  /** Memory of all waiting spans, in bytes, estimated. @defaultValue `33_554_432` */
  readonly bytes?: number;
  /** Milliseconds that a trace may stay undecided. @defaultValue `60_000` */
  readonly age?: number;
}

/** The decision at the end of a trace. */
export interface TailSamplingOptions {
  /** Whether traces are decided at their end. @defaultValue `true` inside the group */
  readonly enabled?: boolean;
  /** `false` keeps nothing for being slow. */
  readonly slow?: boolean | SlowTraceOptions;
  readonly limits?: TailBufferOptions;
}

/** Which traces are kept, beyond the share in `tracing.ratio`. */
export interface SamplingOptions {
  /** Exceptions from the ratio, in their order: the first that fits decides. @defaultValue `[]` */
  readonly rules?: readonly SamplingRule[];
  /** Most traces a second that ratios choose; what is always kept, and with `tail` errors and slow traces, comes on top. @defaultValue no limit */
  readonly rateLimit?: number;
  /**
   * Decide at the end of each trace: what failed, was slow, was audited or was marked with `keep()` is kept whatever the ratio.
   * @defaultValue `false`
   */
  readonly tail?: boolean | TailSamplingOptions;
}

/** Which debug and info lines are written; warnings and errors always are. */
export interface LogSamplingOptions {
  /** Whether lines follow the decision about their trace. @defaultValue `true` inside the group */
  readonly enabled?: boolean;
  /** Share of the traces that are not kept whose debug and info lines are written all the same, 0 to 1. @defaultValue `0` */
  readonly ratio?: number;
  /** Most lines of a trace that wait for its decision; of more, the oldest go. @defaultValue `100` */
  readonly linesPerTrace?: number;
  /** Memory that waiting lines of all traces take, in bytes; what has no room goes. @defaultValue `8_388_608` */
  readonly bytes?: number;
}
