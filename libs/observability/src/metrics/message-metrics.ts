import type { Attributes } from '@opentelemetry/api';
import { attr, metric } from '../core/names.js';
import type { Operation } from '../core/operation.js';
import { AttributeCache } from './attribute-cache.js';
import { DurationHistogram } from './duration-histogram.js';
import type { MetricsSource } from './metrics-source.js';

const labels = [
  attr.messagingSystem,
  attr.messagingOperationName,
  attr.messagingDestinationTemplate,
  attr.rpcSystem,
  attr.rpcMethod,
  attr.rpcResponseStatusCode,
] as const;

/**
 * Duration of messages that are received or sent, by the conventions of messaging where a broker is between and by those of
 * remote calls where none is.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/
 * @see https://opentelemetry.io/docs/specs/semconv/rpc/rpc-metrics/
 */
export class MessageMetrics {
  readonly #messages: DurationHistogram;
  readonly #calls: DurationHistogram;
  readonly #labels = new AttributeCache();

  constructor(source: MetricsSource, side: 'received' | 'sent') {
    const received = side === 'received';
    this.#messages = new DurationHistogram(
      source,
      received ? metric.messagingProcessDuration : metric.messagingClientDuration,
      received ? 'Duration of processing operation.' : 'Duration of messaging operation of a producer.',
    );
    this.#calls = new DurationHistogram(
      source,
      received ? metric.rpcServerDuration : metric.rpcClientDuration,
      received
        ? 'Duration of inbound remote procedure calls.'
        : 'Duration of outbound remote procedure calls.',
    );
  }

  end(operation: Operation): void {
    const isCall = operation.dimensions[attr.rpcSystem] !== undefined;
    (isCall ? this.#calls : this.#messages).record(operation, this.#attributes(operation));
  }

  #attributes({ dimensions, failure, outcome }: Operation): Attributes {
    const errorType =
      dimensions[attr.errorType] ?? failure?.type ?? (outcome === 'aborted' ? outcome : undefined);
    let key = `${errorType ?? ''}`;
    for (const label of labels) key += `\n${dimensions[label] ?? ''}`;
    return this.#labels.get(key, () => {
      const attributes: Attributes = {};
      for (const label of labels) {
        const value = dimensions[label];
        if (value !== undefined) attributes[label] = value;
      }
      if (errorType !== undefined) attributes[attr.errorType] = errorType;
      return attributes;
    });
  }
}
