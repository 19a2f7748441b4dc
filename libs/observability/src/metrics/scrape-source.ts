import type { FaultLog } from '../core/fault-log.js';
import type { ExemplarSource } from './exemplar-store.js';
import { Exposition } from './exposition/exposition.js';
import type { SharedMetricReader } from './shared-metric-reader.js';

const WINDOW = 1_000;
const FRESH_IN_WINDOW = 10;

/** What a {@link ScrapeSource} reads and whom it tells of trouble. */
export interface ScrapeSourceOptions {
  readonly reader: Pick<SharedMetricReader, 'collect'>;
  readonly exemplars?: ExemplarSource | undefined;
  /** Told of metrics that cannot be shown, because another one has their name. */
  readonly faults: FaultLog;
}

/**
 * Collections for scrapers. Those who ask at the same time share one; the first ten in a second are fresh, whoever
 * comes on top of them gets the newest again, so that nobody can load the process by asking how loaded it is.
 */
export class ScrapeSource {
  readonly #options: ScrapeSourceOptions;
  #running: Promise<Exposition> | undefined;
  #newest: Exposition | undefined;
  #windowStart = -Infinity;
  #fresh = 0;

  constructor(options: ScrapeSourceOptions) {
    this.#options = options;
  }

  /** A collection at most one second old. @throws what the reader throws */
  async current(): Promise<Exposition> {
    if (this.#running !== undefined) return this.#running;
    if (this.#newest !== undefined && !this.#mayCollect()) return this.#newest;
    this.#running = this.#collect().finally(() => (this.#running = undefined));
    return this.#running;
  }

  #mayCollect(): boolean {
    const now = performance.now();
    if (now - this.#windowStart >= WINDOW) {
      this.#windowStart = now;
      this.#fresh = 0;
    }
    this.#fresh += 1;
    return this.#fresh <= FRESH_IN_WINDOW;
  }

  async #collect(): Promise<Exposition> {
    const { resourceMetrics } = await this.#options.reader.collect();
    const exposition = new Exposition(resourceMetrics, this.#options.exemplars);
    const [conflict] = exposition.conflicts;
    if (conflict !== undefined) this.#options.faults.report('metric names', new Error(conflict));
    this.#newest = exposition;
    return exposition;
  }
}
