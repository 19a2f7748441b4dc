import type { Attributes } from '@opentelemetry/api';
import { attr, metric } from '../core/names.js';
import type { Operation } from '../core/operation.js';
import { AttributeCache } from './attribute-cache.js';
import { DurationHistogram } from './duration-histogram.js';
import type { MetricsSource } from './metrics-source.js';

/** Requests that were GraphQL operations, whose path and status say nothing. */
export class GraphqlMetrics {
  readonly #duration: DurationHistogram;
  readonly #labels = new AttributeCache();

  constructor(source: MetricsSource) {
    this.#duration = new DurationHistogram(
      source,
      metric.graphqlOperationDuration,
      'Duration of requests that were GraphQL operations, by operation and outcome.',
    );
  }

  end(operation: Operation): void {
    this.#duration.record(operation, this.#attributes(operation));
  }

  #attributes({ dimensions, outcome, failure }: Operation): Attributes {
    const type = dimensions[attr.graphqlOperationType];
    const name = dimensions[attr.graphqlOperationName];
    return this.#labels.get(`${type}\n${name}\n${outcome}\n${failure?.type ?? ''}`, () => ({
      ...(type !== undefined && { [attr.graphqlOperationType]: type }),
      ...(name !== undefined && { [attr.graphqlOperationName]: name }),
      [attr.outcome]: outcome,
      ...(failure && { [attr.errorType]: failure.type }),
    }));
  }
}
