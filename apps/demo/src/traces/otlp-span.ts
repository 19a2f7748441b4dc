/** A span as the runner needs it; times in milliseconds since 1970. */
export interface Span {
  readonly traceId: string;
  readonly id: string;
  readonly parentId: string | undefined;
  readonly name: string;
  readonly service: string;
  readonly start: number;
  readonly end: number;
  readonly failed: boolean;
  /** Of a server span: the request as `POST /orders 201`. */
  readonly request?: string;
}

/** `SPAN_KIND_SERVER` */
const SERVER = 2;

interface OtlpAttribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: string | number };
}

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind?: number;
  readonly attributes?: readonly OtlpAttribute[];
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status?: { readonly code?: number };
}

/** The body of `POST /v1/traces` in OTLP/JSON, as far as it is read. */
export interface OtlpTraces {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: readonly OtlpAttribute[] };
    readonly scopeSpans?: readonly { readonly spans?: readonly OtlpSpan[] }[];
  }[];
}

/** Takes the spans out of an export. */
export function spansOf({ resourceSpans = [] }: OtlpTraces): Span[] {
  return resourceSpans.flatMap(({ resource, scopeSpans = [] }) => {
    const name = resource?.attributes?.find(({ key }) => key === 'service.name');
    const service = name?.value.stringValue ?? 'unknown';
    return scopeSpans.flatMap(({ spans = [] }) => spans.map(span => readSpan(span, service)));
  });
}

function readSpan(span: OtlpSpan, service: string): Span {
  return {
    traceId: span.traceId,
    id: span.spanId,
    parentId: span.parentSpanId || undefined,
    name: span.name,
    service,
    start: milliseconds(span.startTimeUnixNano),
    end: milliseconds(span.endTimeUnixNano),
    failed: span.status?.code === 2,
    ...(span.kind === SERVER && { request: requestOf(span.attributes ?? []) }),
  };
}

/** What no route took is called as on the metrics page. */
function requestOf(attributes: readonly OtlpAttribute[]): string {
  const values = new Map(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));
  const route = values.get('http.route') ?? 'unmatched';
  return `${values.get('http.request.method')} ${route} ${values.get('http.response.status_code')}`;
}

/** Microseconds survive: as a number, nanoseconds since 1970 would lose their last digits. */
function milliseconds(nanoseconds: string): number {
  return Number(BigInt(nanoseconds) / 1000n) / 1000;
}
