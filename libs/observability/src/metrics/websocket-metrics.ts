import type { Attributes } from '@opentelemetry/api';
import { attr, metric } from '../core/names.js';
import type { Operation } from '../core/operation.js';
import { AttributeCache } from './attribute-cache.js';
import { DurationHistogram } from './duration-histogram.js';
import type { MetricsSource } from './metrics-source.js';

/** Messages of WebSocket gateways, and the connections that they come by. */
export class WebsocketMetrics {
  readonly #messages: DurationHistogram;
  readonly #connections: DurationHistogram;
  readonly #labels = new AttributeCache();
  /** Open connections, by namespace. */
  readonly #open = new Map<unknown, number>();

  constructor(source: MetricsSource) {
    this.#messages = new DurationHistogram(
      source,
      metric.websocketMessageDuration,
      'Duration of messages of WebSocket gateways.',
    );
    this.#connections = new DurationHistogram(
      source,
      metric.websocketConnectionDuration,
      'How long WebSocket connections were open, by the reason of their end.',
    );
    source.meter
      .createObservableUpDownCounter(metric.websocketActiveConnections, {
        unit: '{connection}',
        description: 'Open connections of WebSocket gateways.',
      })
      .addCallback(result => {
        for (const [namespace, count] of this.#open)
          result.observe(count, { [attr.websocketNamespace]: String(namespace) });
      });
  }

  opened({ dimensions }: Operation): void {
    this.#count(dimensions[attr.websocketNamespace], 1);
  }

  closed(operation: Operation): void {
    const namespace = operation.dimensions[attr.websocketNamespace];
    const reason = operation.dimensions[attr.websocketCloseReason];
    this.#count(namespace, -1);
    const attributes = this.#labels.get(`closed\n${namespace}\n${reason}`, () => ({
      [attr.websocketNamespace]: String(namespace),
      [attr.websocketCloseReason]: String(reason),
    }));
    this.#connections.record(operation, attributes);
  }

  message(operation: Operation): void {
    this.#messages.record(operation, this.#attributes(operation));
  }

  #attributes({ dimensions, outcome, failure }: Operation): Attributes {
    const message = dimensions[attr.websocketMessage];
    return this.#labels.get(`message\n${message}\n${outcome}\n${failure?.type ?? ''}`, () => ({
      [attr.websocketMessage]: String(message),
      [attr.outcome]: outcome,
      ...(failure && { [attr.errorType]: failure.type }),
    }));
  }

  #count(namespace: unknown, change: 1 | -1): void {
    this.#open.set(namespace, (this.#open.get(namespace) ?? 0) + change);
  }
}
