/** Limits of a span, so that one large value or one endless loop costs neither memory nor bandwidth. */
export interface SpanLimitOptions {
  /** Attributes; later ones are left out. `OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT` wins. @defaultValue `64` */
  readonly attributes?: number;
  /**
   * Characters of a name, a status or a value; the rest is cut off. At least 32. `OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT` wins.
   * @defaultValue `2_048`
   */
  readonly valueLength?: number;
  /** Events; the oldest are left out. `OTEL_SPAN_EVENT_COUNT_LIMIT` wins. @defaultValue `32` */
  readonly events?: number;
  /** Links; the oldest are left out. `OTEL_SPAN_LINK_COUNT_LIMIT` wins. @defaultValue `32` */
  readonly links?: number;
  /**
   * Bytes of the whole span, where a character counts as one: values become shorter by halves until it fits, then events, links and
   * attributes are left out. At least 1,024. @defaultValue `16_384`, 16 KiB
   */
  readonly bytes?: number;
}
