import type { Attributes, Counter } from '@opentelemetry/api';
import { backgroundAttr, backgroundMetric } from '../core/background-names.js';
import { attr } from '../core/names.js';
import type { Operation } from '../core/operation.js';
import { AttributeCache } from './attribute-cache.js';
import { DurationHistogram } from './duration-histogram.js';
import type { MetricsSource } from './metrics-source.js';

/** A run under way; it began at this moment of `performance.now()`. */
interface Run {
  readonly at: number;
}

/** What is known of one work between its runs. */
class Work {
  /** Under way, the oldest first. */
  readonly runs = new Set<Run>();
  /** Milliseconds since the epoch. */
  lastSuccess: number | undefined;

  constructor(readonly attributes: Attributes) {}
}

/** How much different work has gauges of its own; names of jobs come from whoever adds them. */
const limit = 1_000;

/**
 * Duration and outcome of background work, how many runs of it are under way and for how long, and when it last succeeded. The
 * gauges are counted here and observed at collection.
 */
export class BackgroundMetrics {
  readonly #duration: DurationHistogram;
  readonly #dead: Counter;
  readonly #works = new Map<string, Work>();
  readonly #labels = new AttributeCache();

  constructor(source: MetricsSource) {
    const { meter } = source;
    this.#duration = new DurationHistogram(
      source,
      backgroundMetric.runDuration,
      'Duration of background runs.',
    );
    this.#dead = meter.createCounter(backgroundMetric.deadJobs, {
      unit: '{job}',
      description: 'Jobs that failed for good: no attempt is left.',
    });
    this.#observe(meter, backgroundMetric.activeRuns, {
      unit: '{run}',
      description: 'Background runs under way.',
      read: ({ runs }) => runs.size,
    });
    this.#observe(meter, backgroundMetric.oldestRun, {
      unit: 's',
      description: 'Age of the oldest background run under way; 0 when there is none.',
      read: ({ runs }) => {
        const [oldest] = runs;
        return oldest === undefined ? 0 : (performance.now() - oldest.at) / 1_000;
      },
    });
    this.#observe(meter, backgroundMetric.lastSuccess, {
      unit: 's',
      description: 'When background work last succeeded, in seconds since 1970.',
      read: ({ lastSuccess }) => lastSuccess && lastSuccess / 1_000,
    });
  }

  start(operation: Operation): void {
    const work = this.#workOf(operation);
    if (!work) return;
    const run = { at: operation.startedAt };
    if (work.runs.size > 0) operation.detail(backgroundAttr.overlap, work.runs.size);
    work.runs.add(run);
    operation.countedAs = { work, run };
  }

  end(operation: Operation): void {
    const { outcome, dimensions, failure } = operation;
    const counted = operation.countedAs as { work: Work; run: Run } | undefined;
    if (counted) {
      counted.work.runs.delete(counted.run);
      if (outcome === 'success') counted.work.lastSuccess = Date.now();
    }
    const errorType = dimensions[attr.errorType] ?? failure?.type;
    const key = `${keyOf(operation)}\n${outcome}\n${errorType ?? ''}`;
    const attributes = this.#labels.get(key, () => ({
      ...nameOf(operation),
      [attr.outcome]: outcome,
      ...(errorType !== undefined && { [attr.errorType]: errorType }),
    }));
    this.#duration.record(operation, attributes);
    if (isDead(operation)) this.#dead.add(1, counted?.work.attributes ?? nameOf(operation));
  }

  #workOf(operation: Operation): Work | undefined {
    const key = keyOf(operation);
    const known = this.#works.get(key);
    if (known || this.#works.size >= limit) return known;
    const work = new Work(nameOf(operation));
    this.#works.set(key, work);
    return work;
  }

  #observe(meter: MetricsSource['meter'], name: string, { read, ...options }: ObservedWork): void {
    meter.createObservableUpDownCounter(name, options).addCallback(result => {
      for (const work of this.#works.values()) {
        const value = read(work);
        if (value !== undefined) result.observe(value, work.attributes);
      }
    });
  }
}

interface ObservedWork {
  readonly unit: string;
  readonly description: string;
  readonly read: (work: Work) => number | undefined;
}

const labels = [backgroundAttr.trigger, backgroundAttr.work, attr.messagingDestinationName] as const;

function keyOf({ dimensions }: Operation): string {
  return labels.map(name => dimensions[name]).join('\n');
}

function nameOf({ dimensions }: Operation): Attributes {
  const attributes: Attributes = {};
  for (const name of labels) {
    const value = dimensions[name];
    if (value !== undefined) attributes[name] = value;
  }
  return attributes;
}

/** A job whose last attempt failed, or one that said that it need not be tried again. */
function isDead({ details, outcome, failure }: Operation): boolean {
  const [attempt, attempts] = [details[backgroundAttr.jobAttempt], details[backgroundAttr.jobMaxAttempts]];
  if (outcome !== 'failure' && outcome !== 'rejected') return false;
  if (typeof attempt !== 'number' || typeof attempts !== 'number') return false;
  return attempt >= attempts || failure?.type === 'UnrecoverableError';
}
