import type { HrTime } from '@opentelemetry/api';
import { hrTime } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import type { CollectionResult, MetricData, MetricProducer } from '@opentelemetry/sdk-metrics';
import { register } from 'prom-client';
import type { Metric, Registry } from 'prom-client';
import type { PromClientLimits } from './cardinality/prom-client-limits.js';
import { within } from './deadline.js';
import { MaskedPromClient, type MaskLabel } from './masked-prom-client.js';
import { readPromClientMetric } from './prom-client-family.js';
import type { PromClientLabels } from './prom-client-family.js';
import { promClientMetricData } from './prom-client-metric-data.js';

/** What is done to the metrics of a registry. */
export interface PromClientSettings {
  /** Bounds the series of its metrics. */
  readonly limits?: PromClientLimits | undefined;
  /** Masks labels before they reach an exit; absent, nothing is masked. */
  readonly mask?: MaskLabel | undefined;
}

/**
 * Brings the metrics of a prom-client registry to both exits. Names are the user's own on the page and by OTLP.
 *
 * A metric whose `collect` throws or hangs is left out and reported; it does not take the others with it.
 */
export class PromClientProducer implements MetricProducer {
  readonly #registry: Registry;
  readonly #startTime: HrTime = hrTime();
  readonly #limits: PromClientLimits | undefined;
  readonly #masked: MaskedPromClient | undefined;

  /** @param registry prom-client's global registry unless given; that is where @willsoto/nestjs-prometheus puts metrics */
  constructor(registry: Registry = register, { limits, mask }: PromClientSettings = {}) {
    this.#registry = registry;
    this.#limits = limits;
    this.#masked = mask && new MaskedPromClient(mask);
  }

  /** Bounds the series of the metrics that are there by now; each collection does the same for later ones. */
  govern(): void {
    this.#limits?.govern(this.#registry);
  }

  /** Leaves the metrics as they were. */
  release(): void {
    this.#limits?.release();
  }

  async collect(options: { timeoutMillis?: number } = {}): Promise<CollectionResult> {
    this.govern();
    const milliseconds = options.timeoutMillis ?? 5_000;
    const names = this.#registry.getMetricsAsArray().map(({ name }) => name);
    const readings = await Promise.allSettled(names.map(name => this.#read(name, milliseconds)));

    const metrics = readings.flatMap(reading => (reading.status === 'fulfilled' ? reading.value : []));
    const errors = readings.flatMap(reading =>
      reading.status === 'rejected' ? [reading.reason as unknown] : [],
    );
    const scopeMetrics = metrics.length === 0 ? [] : [{ scope: { name: 'prom-client' }, metrics }];
    return { resourceMetrics: { resource: emptyResource(), scopeMetrics }, errors };
  }

  async #read(name: string, milliseconds: number): Promise<MetricData[]> {
    const metric: Metric | undefined = this.#registry.getSingleMetric(name);
    if (metric === undefined) return [];
    const deadline = { what: `The collect function of the metric ${name}`, milliseconds };
    const read = await within(deadline, readPromClientMetric(metric));
    const metricRead = this.#masked?.reading(read) ?? read;
    const times = { startTime: this.#startTime, endTime: hrTime() };
    return promClientMetricData({
      metric: metricRead,
      defaultLabels: defaultLabels(this.#registry),
      ...times,
    });
  }
}

/** prom-client 15 has no getter for what `setDefaultLabels` was given, and its own reading of them changes the metrics. */
function defaultLabels(registry: Registry): PromClientLabels {
  return (registry as unknown as { _defaultLabels?: PromClientLabels })._defaultLabels ?? {};
}
