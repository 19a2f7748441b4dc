/** Attribute values as they were sent, integers as numbers, bytes as hex. */
export type ReceivedAttributes = Readonly<Record<string, unknown>>;

/** Where a span, point or record came from. */
export interface ReceivedOrigin {
  readonly resource: ReceivedAttributes;
  readonly scope: { readonly name: string; readonly version: string };
}

/** One span, ids in hex, times in nanoseconds since the epoch. */
export interface ReceivedSpan extends ReceivedOrigin {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly startedAt: bigint;
  readonly endedAt: bigint;
  readonly status: { readonly code: 'unset' | 'ok' | 'error'; readonly message: string };
  readonly attributes: ReceivedAttributes;
  readonly events: readonly { readonly name: string; readonly attributes: ReceivedAttributes }[];
  readonly links: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly attributes: ReceivedAttributes;
  }[];
}

/** One exemplar of a point. */
export interface ReceivedExemplar {
  readonly value: number;
  readonly traceId: string;
  readonly spanId: string;
}

/** One point of one metric; the metric's own fields are repeated on each of its points. */
export interface ReceivedMetricPoint extends ReceivedOrigin {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly type: 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram' | 'summary';
  readonly temporality: 'unspecified' | 'delta' | 'cumulative';
  readonly monotonic: boolean;
  readonly attributes: ReceivedAttributes;
  /** Of a gauge or a sum. */
  readonly value: number | undefined;
  /** Of a distribution. */
  readonly count: number | undefined;
  readonly sum: number | undefined;
  readonly bucketCounts: readonly number[];
  readonly bounds: readonly number[];
  readonly exemplars: readonly ReceivedExemplar[];
}

/** One log record. */
export interface ReceivedLogRecord extends ReceivedOrigin {
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: unknown;
  readonly attributes: ReceivedAttributes;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly eventName: string;
  readonly at: bigint;
}
