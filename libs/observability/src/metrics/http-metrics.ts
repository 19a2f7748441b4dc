import type { Attributes, Counter, Histogram, UpDownCounter } from '@opentelemetry/api';
import { attr, metric, unmatchedRoute } from '../core/names.js';
import type { Dimensions, Operation } from '../core/operation.js';
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
  readonly #active: UpDownCounter;
  readonly #requestSize: Histogram;
  readonly #responseSize: Histogram;
  readonly #aborted: Counter;
  readonly #activeLabels = new AttributeCache();
  readonly #labels = new AttributeCache();
  /** What a request was counted as when it began: it must leave under the same labels. */
  readonly #open = new WeakMap<Operation, Attributes>();

  constructor(source: MetricsSource) {
    const { meter } = source;
    this.#duration = new DurationHistogram(
      source,
      metric.httpServerRequestDuration,
      'Duration of HTTP server requests.',
    );
    this.#active = meter.createUpDownCounter(metric.httpServerActiveRequests, {
      unit: '{request}',
      description: 'Number of active HTTP server requests.',
    });
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
    const attributes = this.#activeAttributes(operation.dimensions);
    this.#open.set(operation, attributes);
    this.#active.add(1, attributes);
  }

  end(operation: Operation): void {
    const { dimensions, details, outcome } = operation;
    const attributes = this.#attributes(dimensions);
    const opened = this.#open.get(operation);
    if (opened !== undefined) this.#active.add(-1, opened);
    this.#duration.record(operation, attributes);
    recordSize(this.#requestSize, details[attr.httpRequestBodySize], attributes);
    recordSize(this.#responseSize, details[attr.httpResponseBodySize], attributes);
    if (outcome === 'aborted') this.#aborted.add(1, attributes);
  }

  #activeAttributes(dimensions: Dimensions): Attributes {
    const method = dimensions[attr.httpRequestMethod] ?? '';
    const scheme = dimensions[attr.urlScheme] ?? '';
    return this.#activeLabels.get(`${method}\n${scheme}`, () => ({
      [attr.httpRequestMethod]: method,
      [attr.urlScheme]: scheme,
    }));
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
  attr.networkProtocolVersion,
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
