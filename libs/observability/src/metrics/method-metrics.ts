import type { Attributes, Counter } from '@opentelemetry/api';
import { attr, metric } from '../core/names.js';
import type { Operation } from '../core/operation.js';
import { AttributeCache } from './attribute-cache.js';
import { DurationHistogram } from './duration-histogram.js';
import type { MetricsSource } from './metrics-source.js';

/** Duration and calls of methods that are decorated with `metrics: true`, by outcome. */
export class MethodMetrics {
  readonly #duration: DurationHistogram;
  readonly #calls: Counter;
  readonly #labels = new AttributeCache();

  constructor(source: MetricsSource) {
    this.#duration = new DurationHistogram(source, metric.methodDuration, 'Duration of traced methods.');
    this.#calls = source.meter.createCounter(metric.methodCalls, {
      unit: '{call}',
      description: 'Calls of traced methods, by outcome.',
    });
  }

  end(operation: Operation): void {
    const attributes = this.#attributes(operation);
    this.#duration.record(operation, attributes);
    this.#calls.add(1, attributes);
  }

  #attributes({ definition, dimensions, outcome, failure }: Operation): Attributes {
    const name = dimensions[attr.codeFunctionName] ?? definition.name;
    const errorType = dimensions[attr.errorType] ?? failure?.type;
    return this.#labels.get(`${name}\n${outcome}\n${errorType ?? ''}`, () => ({
      [attr.codeFunctionName]: name,
      [attr.outcome]: outcome,
      ...(errorType !== undefined && { [attr.errorType]: errorType }),
    }));
  }
}
