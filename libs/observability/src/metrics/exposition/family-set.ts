import type { MetricFamily, MetricSeries } from './metric-family.js';
import { occupiedNames } from './metric-family.js';

/**
 * The families of one page. Guarantees that the page is valid whatever the instruments are called: every name
 * belongs to one family, and every series of it stands there once. What cannot be shown is left out and said in
 * `conflicts`.
 */
export class FamilySet {
  /** One sentence for each family or series that was left out. */
  readonly conflicts: string[] = [];
  readonly #families = new Map<string, MetricFamily>();
  readonly #owners = new Map<string, string>();

  /** Takes the families in order, but those that are not counters first: a counter can give way by its `_total`. */
  constructor(families: Iterable<MetricFamily>) {
    const all = [...families].filter(family => family.series.length > 0);
    for (const family of all) if (family.type !== 'counter') this.#add(family);
    for (const family of all) if (family.type === 'counter') this.#add(family);
  }

  /** The families that can be shown, sorted by name. */
  sorted(): MetricFamily[] {
    return [...this.#families.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #add(family: MetricFamily): void {
    const present = this.#families.get(family.name);
    if (present?.type === family.type) {
      this.#families.set(family.name, { ...present, series: this.#merge(present, family.series) });
      return;
    }
    const taken = occupiedNames(family).find(name => this.#owners.has(name));
    if (taken === undefined) this.#claim(family);
    else if (family.type === 'counter' && taken === family.name) this.#add(asBareCounter(family));
    else
      this.conflicts.push(
        `${family.type} ${family.name} is not shown: ${this.#owners.get(taken)} owns ${taken}`,
      );
  }

  #claim(family: MetricFamily): void {
    for (const name of occupiedNames(family)) this.#owners.set(name, `${family.type} ${family.name}`);
    this.#families.set(family.name, {
      ...family,
      series: this.#merge({ ...family, series: [] }, family.series),
    });
  }

  #merge(family: MetricFamily, added: readonly MetricSeries[]): MetricSeries[] {
    const series = new Map(family.series.map(one => [one.labels, one]));
    for (const one of added) {
      if (!series.has(one.labels)) series.set(one.labels, one);
      else this.conflicts.push(`a second ${family.name}{${one.labels}} is not shown`);
    }
    return [...series.values()];
  }
}

/** The same samples under a family name of their own, which costs only the type in OpenMetrics. */
function asBareCounter(family: MetricFamily): MetricFamily {
  const series = family.series.map(({ labels, samples }) => ({
    labels,
    samples: samples.map(sample => ({ suffix: '' as const, value: sample.value })),
  }));
  return { name: `${family.name}_total`, type: 'bare-counter', help: family.help, unit: '', series };
}
