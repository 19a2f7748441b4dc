/**
 * How many series metrics may have: a set of labels of one metric is a series. What is beyond is folded into one series and counted
 * in `nestjs_observability.metric.overflow`, so that sums stay right.
 */
export interface CardinalityOptions {
  /** Values of one label of one metric; further ones become `_OTHER`. Routes of the application do not count. @defaultValue `200` */
  readonly perLabel?: number;
  /** Series of one metric; further ones are counted as one, `otel.metric.overflow="true"`. @defaultValue `2_000`, that of the OpenTelemetry specification */
  readonly perMetric?: number;
  /** Series of the whole process; those of this library's own metrics are admitted even then. @defaultValue `10_000` */
  readonly perProcess?: number;
  /** Whether metrics of prom-client are bounded as well, for which methods of the metric objects are replaced. @defaultValue `true` */
  readonly promClient?: boolean;
}
