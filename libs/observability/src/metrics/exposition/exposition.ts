import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ExemplarSource } from '../exemplar-store.js';
import { FamilySet } from './family-set.js';
import { metricDataFamily } from './metric-data-family.js';
import type { MetricFamily } from './metric-family.js';
import { nativeFamily } from './native-family.js';
import type { ExpositionFormat } from './negotiate.js';
import { writeOpenMetrics } from './openmetrics-writer.js';
import { targetInfo } from './target-info.js';
import { writeText } from './text-writer.js';

/** One collection, in the terms of Prometheus; writes itself in either format. */
export class Exposition {
  /** One sentence for each metric that could not be shown because another has its name. */
  readonly conflicts: readonly string[];
  readonly #families: readonly MetricFamily[];
  readonly #pages = new Map<ExpositionFormat, string>();

  /** @param exemplars where the trace ids beside histogram buckets come from; without it there are none */
  constructor({ resource, scopeMetrics }: ResourceMetrics, exemplars?: ExemplarSource) {
    const families = scopeMetrics.flatMap(scope =>
      scope.metrics.flatMap(metric => family(metric, exemplars)),
    );
    const set = new FamilySet([targetInfo(resource.attributes), ...families]);
    this.#families = set.sorted();
    this.conflicts = set.conflicts;
  }

  /** The page. Exemplars are in the OpenMetrics format only, because the text format has no place for them. */
  write(format: ExpositionFormat): string {
    const written = this.#pages.get(format);
    if (written !== undefined) return written;
    const page = format === 'openmetrics' ? writeOpenMetrics(this.#families) : writeText(this.#families);
    this.#pages.set(format, page);
    return page;
  }
}

function family(metric: MetricData, exemplars: ExemplarSource | undefined): MetricFamily[] {
  const native = nativeFamily(metric);
  if (native === 'elsewhere') return [];
  return [native ?? metricDataFamily(metric, exemplars)];
}
