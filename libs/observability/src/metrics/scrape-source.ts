import type { FaultLog } from '../core/fault-log.js';
import type { ExemplarSource } from './exemplar-store.js';
import { Exposition } from './exposition/exposition.js';
import type { ExpositionFormat } from './exposition/negotiate.js';
import type { SharedMetricReader } from './shared-metric-reader.js';

/** Milliseconds. */
const WINDOW = 1_000;
const BUDGET = 100;

/** What a {@link ScrapeSource} reads and whom it tells of trouble. */
export interface ScrapeSourceOptions {
  readonly reader: Pick<SharedMetricReader, 'collect'>;
  readonly exemplars?: ExemplarSource | undefined;
  /** Told of metrics that cannot be shown, because another one has their name. */
  readonly faults: FaultLog;
}

/**
 * Pages for scrapers, fresh ones as long as they take no more than a tenth of a second in each second; whoever asks
 * beyond that gets the newest page again, at most a second old. So nobody can load the process by asking how loaded
 * it is. Those who ask at the same time share one collection.
 */
export class ScrapeSource {
  readonly #options: ScrapeSourceOptions;
  #running: Promise<Exposition> | undefined;
  #newest: Exposition | undefined;
  #windowStart = -Infinity;
  #spent = 0;

  constructor(options: ScrapeSourceOptions) {
    this.#options = options;
  }

  /** @throws what the reader throws */
  async page(format: ExpositionFormat): Promise<string> {
    const exposition = await this.#current();
    const start = performance.now();
    const page = exposition.write(format);
    this.#spent += performance.now() - start;
    return page;
  }

  #current(): Promise<Exposition> {
    if (this.#running !== undefined) return this.#running;
    const exhausted = this.#exhausted();
    if (this.#newest !== undefined && exhausted) return Promise.resolve(this.#newest);
    this.#running = this.#collect().finally(() => (this.#running = undefined));
    return this.#running;
  }

  #exhausted(): boolean {
    const now = performance.now();
    if (now - this.#windowStart >= WINDOW) {
      this.#windowStart = now;
      this.#spent = 0;
    }
    return this.#spent >= BUDGET;
  }

  async #collect(): Promise<Exposition> {
    const start = performance.now();
    const { resourceMetrics } = await this.#options.reader.collect();
    const exposition = new Exposition(resourceMetrics, this.#options.exemplars);
    this.#spent += performance.now() - start;
    const [conflict] = exposition.conflicts;
    if (conflict !== undefined) this.#options.faults.report('metric names', new Error(conflict));
    this.#newest = exposition;
    return exposition;
  }
}
