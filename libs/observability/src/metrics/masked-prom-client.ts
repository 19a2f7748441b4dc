import type { PromClientLabels, PromClientMetric, PromClientValue } from './prom-client-family.js';

/** Masks the value of a label; gives the very value back where there is nothing to mask. */
export type MaskLabel = (name: string, value: string) => string;

/** A reading of a metric whose labels have been masked. prom-client keeps the objects of its labels, so each is judged once. */
export class MaskedPromClient {
  readonly #judged = new WeakMap<PromClientLabels, PromClientLabels>();

  constructor(private readonly mask: MaskLabel) {}

  reading(metric: PromClientMetric): PromClientMetric {
    return { ...metric, values: metric.values.map(value => this.#value(value)) };
  }

  #value(value: PromClientValue): PromClientValue {
    const { exemplar } = value;
    const labels = this.#labels(value.labels);
    if (!exemplar) return labels === value.labels ? value : { ...value, labels };
    return { ...value, labels, exemplar: { ...exemplar, labelSet: this.#labels(exemplar.labelSet) } };
  }

  #labels(labels: PromClientLabels): PromClientLabels {
    let judged = this.#judged.get(labels);
    if (judged === undefined) {
      judged = this.#masked(labels);
      this.#judged.set(labels, judged);
    }
    return judged;
  }

  #masked(labels: PromClientLabels): PromClientLabels {
    let copy: Record<string, unknown> | undefined;
    for (const [name, value] of Object.entries(labels)) {
      if (typeof value !== 'string') continue;
      const masked = this.mask(name, value);
      if (masked !== value) (copy ??= { ...labels })[name] = masked;
    }
    return copy ?? labels;
  }
}
