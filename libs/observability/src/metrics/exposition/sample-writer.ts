import type { MetricFamily, MetricSample } from './metric-family.js';
import { formatValue } from './numbers.js';

/** Writes samples for one page; the formats differ in how they spell bounds. */
export class SampleWriter {
  /** A histogram has the same bounds in each series; spelling them anew was half the time of a large page. */
  readonly #bounds = new Map<number, string>();

  constructor(private readonly formatBound: (bound: number) => string) {}

  /** Name, labels and value, without an end of line. */
  write({ name, type }: MetricFamily, labels: string, { suffix, value, bound }: MetricSample): string {
    let pairs = labels;
    if (bound !== undefined) {
      const label = `${type === 'summary' ? 'quantile' : 'le'}="${this.#spell(bound)}"`;
      pairs = labels === '' ? label : `${labels},${label}`;
    }
    return `${name}${suffix}${pairs === '' ? '' : `{${pairs}}`} ${formatValue(value)}`;
  }

  #spell(bound: number): string {
    const known = this.#bounds.get(bound);
    if (known !== undefined) return known;
    const spelled = this.formatBound(bound);
    this.#bounds.set(bound, spelled);
    return spelled;
  }
}
