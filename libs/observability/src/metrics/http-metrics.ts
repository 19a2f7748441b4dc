import type { Attributes, Counter, Histogram } from '@opentelemetry/api';
import { attr, metric, unmatchedRoute } from '../core/names.js';
import type { Dimensions, Operation } from '../core/operation.js';
import { ActiveRequests } from './active-requests.js';
import { AttributeCache } from './attribute-cache.js';
import { DurationHistogram } from './duration-histogram.js';
import type { MetricsSource } from './metrics-source.js';
import { bodySizeBuckets } from './red-buckets.js';

/**
 * Rate, errors and duration of HTTP requests.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-metrics/
 */
export class HttpMetrics {
  readonly #duration: DurationHistogram;
  readonly #active: ActiveRequests;
  readonly #requestSize: Histogram;
  readonly #responseSize: Histogram;
  readonly #aborted: Counter;
  readonly #labels = new AttributeCache();

  constructor(source: MetricsSource) {
    const { meter } = source;
    this.#duration = new DurationHistogram(
      source,
      metric.httpServerRequestDuration,
      'Duration of HTTP server requests.',
    );
    this.#active = new ActiveRequests(meter);
    const size = { unit: 'By', advice: { explicitBucketBoundaries: [...bodySizeBuckets] } };
    this.#requestSize = meter.createHistogram(metric.httpServerRequestBodySize, {
      ...size,
      description: 'Size of HTTP server request bodies.',
    });
    this.#responseSize = meter.createHistogram(metric.httpServerResponseBodySize, {
      ...size,
      description: 'Size of HTTP server response bodies.',
    });
    this.#aborted = meter.createCounter(metric.httpServerAbortedRequests, {
      unit: '{request}',
      description: 'Requests whose client went away before the response was finished.',
    });
  }

  start(operation: Operation): void {
    this.#active.enter(operation);
  }

  end(operation: Operation): void {
    const { dimensions, requestBytes, responseBytes, outcome } = operation;
    const attributes = this.#attributes(dimensions);
    this.#active.leave(operation);
    this.#duration.record(operation, attributes);
    recordSize(this.#requestSize, requestBytes, attributes);
    recordSize(this.#responseSize, responseBytes, attributes);
    if (outcome === 'aborted') this.#aborted.add(1, attributes);
  }

  #attributes(dimensions: Dimensions): Attributes {
    let key = '';
    for (const name of LABELS) key += `${dimensions[name] ?? ''}\n`;
    return this.#labels.get(key, () => present(dimensions));
  }
}

const LABELS = [
  attr.httpRequestMethod,
  attr.httpRoute,
  attr.httpResponseStatusCode,
  attr.urlScheme,
  attr.errorType,
] as const;

function present(dimensions: Dimensions): Attributes {
  const attributes: Attributes = { [attr.httpRoute]: unmatchedRoute };
  for (const name of LABELS) {
    const value = dimensions[name];
    if (value !== undefined) attributes[name] = value;
  }
  return attributes;
}

function recordSize(histogram: Histogram, size: unknown, attributes: Attributes): void {
  if (typeof size === 'number') histogram.record(size, attributes);
}
