import type { Attributes, Counter, Histogram } from '@opentelemetry/api';
import { metric } from '../core/names.js';
import type { Operation } from '../core/operation.js';
import { ActiveRequests } from './active-requests.js';
import { DurationHistogram } from './duration-histogram.js';
import { HttpLabels } from './http-labels.js';
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
  readonly #labels = new HttpLabels();

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
    const attributes = this.#labels.of(dimensions);
    this.#active.leave(operation);
    this.#duration.record(operation, attributes);
    recordSize(this.#requestSize, requestBytes, attributes);
    recordSize(this.#responseSize, responseBytes, attributes);
    if (outcome === 'aborted') this.#aborted.add(1, attributes);
  }
}

function recordSize(histogram: Histogram, size: number | undefined, attributes: Attributes): void {
  if (size !== undefined) histogram.record(size, attributes);
}
