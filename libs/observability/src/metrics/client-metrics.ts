import type { Attributes } from '@opentelemetry/api';
import { attr } from '../core/names.js';
import { outboundAttr, outboundMetric } from '../core/outbound-names.js';
import type { Operation } from '../core/operation.js';
import { AttributeCache } from './attribute-cache.js';
import { DurationHistogram } from './duration-histogram.js';
import type { MetricsSource } from './metrics-source.js';

const labels = [
  attr.httpRequestMethod,
  attr.serverAddress,
  attr.serverPort,
  attr.httpResponseStatusCode,
  attr.errorType,
  outboundAttr.servicePeerName,
  outboundAttr.urlTemplate,
] as const;

/**
 * Rate, errors and duration of HTTP requests to others.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#http-client
 */
export class ClientMetrics {
  readonly #duration: DurationHistogram;
  readonly #labels = new AttributeCache();

  constructor(source: MetricsSource) {
    this.#duration = new DurationHistogram(
      source,
      outboundMetric.httpClientRequestDuration,
      'Duration of HTTP client requests.',
    );
  }

  end(operation: Operation): void {
    const { dimensions } = operation;
    const key = labels.map(name => dimensions[name]).join('\n');
    this.#duration.record(
      operation,
      this.#labels.get(key, () => present(operation)),
    );
  }
}

function present({ dimensions }: Operation): Attributes {
  const attributes: Attributes = {};
  for (const name of labels) {
    const value = dimensions[name];
    if (value !== undefined) attributes[name] = value;
  }
  return attributes;
}
