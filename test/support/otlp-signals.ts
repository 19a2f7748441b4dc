import {
  attributesOf,
  hexOf,
  listOf,
  nanosOf,
  numberOf,
  numbersOf,
  objectOf,
  optionalHexOf,
  originOf,
  plainValueOf,
  textOf,
  type OtlpObject,
} from './otlp-values.js';
import type {
  ReceivedExemplar,
  ReceivedLogRecord,
  ReceivedMetricPoint,
  ReceivedOrigin,
  ReceivedSpan,
} from './received-telemetry.js';

const spanKinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const statusCodes = ['unset', 'ok', 'error'] as const;
const temporalities = ['unspecified', 'delta', 'cumulative'] as const;
const metricTypes = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'] as const;

/** Every span of an export request. */
export function spansOf(request: OtlpObject): ReceivedSpan[] {
  return listOf(request.resourceSpans).flatMap(({ resource, scopeSpans }) =>
    listOf(scopeSpans).flatMap(({ scope, spans }) =>
      listOf(spans).map(span => spanOf(span, originOf(resource, scope))),
    ),
  );
}

/** Every point of an export request. */
export function metricPointsOf(request: OtlpObject): ReceivedMetricPoint[] {
  return listOf(request.resourceMetrics).flatMap(({ resource, scopeMetrics }) =>
    listOf(scopeMetrics).flatMap(({ scope, metrics }) =>
      listOf(metrics).flatMap(metric => pointsOf(metric, originOf(resource, scope))),
    ),
  );
}

/** Every log record of an export request. */
export function logRecordsOf(request: OtlpObject): ReceivedLogRecord[] {
  return listOf(request.resourceLogs).flatMap(({ resource, scopeLogs }) =>
    listOf(scopeLogs).flatMap(({ scope, logRecords }) =>
      listOf(logRecords).map(record => logRecordOf(record, originOf(resource, scope))),
    ),
  );
}

function spanOf(span: OtlpObject, origin: ReceivedOrigin): ReceivedSpan {
  const status = objectOf(span.status);
  return {
    ...origin,
    traceId: hexOf(span.traceId),
    spanId: hexOf(span.spanId),
    parentSpanId: optionalHexOf(span.parentSpanId),
    name: textOf(span.name),
    kind: spanKinds[numberOf(span.kind)] ?? 'unspecified',
    startedAt: nanosOf(span.startTimeUnixNano),
    endedAt: nanosOf(span.endTimeUnixNano),
    status: { code: statusCodes[numberOf(status.code)] ?? 'unset', message: textOf(status.message) },
    attributes: attributesOf(span.attributes),
    events: listOf(span.events).map(({ name, attributes }) => ({
      name: textOf(name),
      attributes: attributesOf(attributes),
    })),
    links: listOf(span.links).map(({ traceId, spanId, attributes }) => ({
      traceId: hexOf(traceId),
      spanId: hexOf(spanId),
      attributes: attributesOf(attributes),
    })),
  };
}

function pointsOf(metric: OtlpObject, origin: ReceivedOrigin): ReceivedMetricPoint[] {
  const type = metricTypes.find(candidate => metric[candidate] !== undefined);
  if (!type) return [];
  const data = objectOf(metric[type]);
  return listOf(data.dataPoints).map(point => ({
    ...origin,
    name: textOf(metric.name),
    description: textOf(metric.description),
    unit: textOf(metric.unit),
    type,
    temporality: temporalities[numberOf(data.aggregationTemporality)] ?? 'unspecified',
    monotonic: data.isMonotonic === true,
    attributes: attributesOf(point.attributes),
    value: type === 'gauge' || type === 'sum' ? measuredIn(point) : undefined,
    count: point.count === undefined ? undefined : numberOf(point.count),
    sum: point.sum === undefined ? undefined : numberOf(point.sum),
    bucketCounts: numbersOf(point.bucketCounts),
    bounds: numbersOf(point.explicitBounds),
    exemplars: listOf(point.exemplars).map(exemplarOf),
  }));
}

const measuredIn = (point: OtlpObject): number => numberOf(point.asDouble ?? point.asInt);

const exemplarOf = (exemplar: OtlpObject): ReceivedExemplar => ({
  value: measuredIn(exemplar),
  traceId: hexOf(exemplar.traceId),
  spanId: hexOf(exemplar.spanId),
});

const logRecordOf = (record: OtlpObject, origin: ReceivedOrigin): ReceivedLogRecord => ({
  ...origin,
  severityNumber: numberOf(record.severityNumber),
  severityText: textOf(record.severityText),
  body: plainValueOf(record.body),
  attributes: attributesOf(record.attributes),
  traceId: optionalHexOf(record.traceId),
  spanId: optionalHexOf(record.spanId),
  eventName: textOf(record.eventName),
  at: nanosOf(record.timeUnixNano),
});
