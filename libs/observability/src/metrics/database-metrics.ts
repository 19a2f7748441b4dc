import type { Attributes } from '@opentelemetry/api';
import { databaseMetric } from '../core/database-names.js';
import { attr } from '../core/names.js';
import type { Operation, OperationDefinition } from '../core/operation.js';
import { AttributeCache } from './attribute-cache.js';
import { DurationHistogram } from './duration-histogram.js';
import type { MetricsSource } from './metrics-source.js';
import { databaseBuckets } from './red-buckets.js';

/** Duration of database queries, by statement and error. */
export class DatabaseMetrics {
  readonly #duration: DurationHistogram;
  readonly #known = new AttributeCache();
  /** A statement has one definition, so that its labels are found by identity. */
  readonly #labels = new WeakMap<OperationDefinition, Attributes>();

  constructor({ meter, exemplars }: MetricsSource) {
    this.#duration = new DurationHistogram(
      { meter, exemplars, durationBuckets: databaseBuckets },
      databaseMetric.operationDuration,
      'Duration of database client operations.',
    );
  }

  end(operation: Operation): void {
    this.#duration.record(operation, this.#attributes(operation));
  }

  #attributes({ definition, dimensions, outcome }: Operation): Attributes {
    if (outcome !== 'success') return this.#labelsOf(definition, dimensions);
    const known = this.#labels.get(definition);
    if (known) return known;
    // By content, because a statement that was forgotten comes back with another definition.
    const made = this.#labelsOf(definition, definition.dimensions);
    this.#labels.set(definition, made);
    return made;
  }

  #labelsOf({ dimensions: fixed }: OperationDefinition, dimensions: Operation['dimensions']): Attributes {
    const errorType = dimensions[attr.errorType];
    const key = JSON.stringify([fixed, errorType]);
    return this.#known.get(key, () => ({
      ...fixed,
      ...(errorType !== undefined && { [attr.errorType]: errorType }),
    }));
  }
}
