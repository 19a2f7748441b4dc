import { MetricReader } from '@opentelemetry/sdk-metrics';
import type {
  CollectionResult,
  MetricProducer,
  PushMetricExporter,
  ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { FaultLog } from '../core/fault-log.js';
import { within } from './deadline.js';
import { exportMetrics } from './metric-export.js';

type CollectOptions = Parameters<MetricReader['collect']>[0];
type FlushOptions = Parameters<MetricReader['forceFlush']>[0];

/** Where faults are counted: {@link FaultLog.counts} has them under these names. */
const EXPORT = 'metric export';
const COLLECTION = 'metric collection';

/** The push exit of a {@link SharedMetricReader}. */
export interface MetricPushOptions {
  /** All get the same metrics; temporality and aggregation are chosen by the first. */
  readonly exporters: readonly PushMetricExporter[];
  /** Milliseconds between exports. @defaultValue `60_000` */
  readonly interval?: number;
  /** Milliseconds for one export; never more than the interval. @defaultValue `10_000` */
  readonly timeout?: number;
  /** Milliseconds for the last export, at shutdown. @defaultValue `timeout` */
  readonly lastTimeout?: number;
}

/** What a {@link SharedMetricReader} reads and where it sends it. */
export interface SharedMetricReaderOptions {
  /** Sources beside the SDK, such as the prom-client registry. */
  readonly producers?: readonly MetricProducer[];
  /** Without it nothing is pushed. */
  readonly push?: MetricPushOptions | undefined;
  /** Whether anything is served from this reader's collections, which must then be cumulative. @defaultValue `true` */
  readonly scraped?: boolean;
  /** Milliseconds that observable callbacks and producers have for one collection. @defaultValue `5_000` */
  readonly collectTimeout?: number;
  /** Series of one instrument that the SDK keeps in a collection. @defaultValue its own limit, 2,000 */
  readonly seriesLimit?: number | undefined;
  /** Counts and reports failed exports and throwing callbacks. */
  readonly faults?: FaultLog;
  /** Masks what must not leave, in every collection. @defaultValue nothing is masked */
  readonly mask?: (metrics: ResourceMetrics) => ResourceMetrics;
}

/**
 * The one metric reader: a record is stored once, and the same collection is written on `/metrics` and pushed by OTLP.
 * A second reader would double the cost of every record, because each keeps a storage of its own.
 *
 * Everything is cumulative while a page is served from it, also when the exporter prefers deltas: with a delta
 * storage each collection would take from the page what it gives to the exporter. Only an unscraped reader follows
 * the exporter's temporality. Its choice of aggregation is always followed; the page can show both kinds of histogram.
 */
export class SharedMetricReader extends MetricReader {
  readonly #exporters: readonly PushMetricExporter[];
  readonly #interval: number;
  readonly #timeout: number;
  readonly #lastTimeout: number;
  readonly #collectTimeout: number;
  readonly #faults: FaultLog;
  readonly #mask: SharedMetricReaderOptions['mask'];
  #timer: NodeJS.Timeout | undefined;
  #collecting: Promise<CollectionResult> | undefined;
  #pushing: Promise<void> | undefined;
  #closing = { milliseconds: 0 };

  constructor(options: SharedMetricReaderOptions = {}) {
    super(readerOptions(options));
    this.#exporters = options.push?.exporters ?? [];
    this.#interval = options.push?.interval ?? 60_000;
    this.#timeout = Math.min(options.push?.timeout ?? 10_000, this.#interval);
    this.#lastTimeout = options.push?.lastTimeout ?? this.#timeout;
    this.#collectTimeout = options.collectTimeout ?? 5_000;
    this.#faults = options.faults ?? new FaultLog();
    this.#mask = options.mask;
  }

  /** Whether what was measured is pushed; `/metrics` is served either way. */
  pushing = true;

  /** Collects once for all who ask while the collection runs. */
  override collect(options?: CollectOptions): Promise<CollectionResult> {
    this.#collecting ??= this.#collect(options).finally(() => (this.#collecting = undefined));
    return this.#collecting;
  }

  /** Pushes what has been recorded so far. Resolves at the deadline at the latest and never rejects. */
  override async forceFlush(options?: FlushOptions): Promise<void> {
    await this.#settle(super.forceFlush(), options?.timeoutMillis ?? this.#timeout);
  }

  /** Pushes for the last time. Resolves at the deadline at the latest and never rejects. */
  override async shutdown(options?: FlushOptions): Promise<void> {
    this.#closing = { milliseconds: options?.timeoutMillis ?? this.#lastTimeout };
    await super.shutdown();
  }

  protected override onInitialized(): void {
    if (this.#exporters.length === 0) return;
    this.#timer = setInterval(() => {
      // A slow backend must not pile up exports; what is cumulative goes out with the next one.
      if (this.#pushing === undefined && this.pushing) void this.#push();
    }, this.#interval);
    this.#timer.unref();
  }

  protected override async onForceFlush(): Promise<void> {
    if (this.#exporters.length === 0 || !this.pushing) return;
    await this.#pushing;
    // A collection under way may have passed by what was recorded last.
    await this.#collecting?.catch(() => undefined);
    await this.#push();
    await Promise.all(this.#exporters.map(exporter => exporter.forceFlush()));
  }

  protected override async onShutdown(): Promise<void> {
    clearInterval(this.#timer);
    const finish = this.onForceFlush().finally(() => this.#shutdownExporters());
    await this.#settle(finish, this.#closing.milliseconds);
  }

  async #collect(options: CollectOptions): Promise<CollectionResult> {
    const result = await super.collect({ timeoutMillis: this.#collectTimeout, ...options });
    const { resource } = result.resourceMetrics;
    if (resource.asyncAttributesPending === true && resource.waitForAsyncAttributes !== undefined) {
      await within(
        { what: 'Resource detection', milliseconds: this.#collectTimeout },
        resource.waitForAsyncAttributes(),
      ).catch((error: unknown) => result.errors.push(error));
    }
    for (const error of result.errors) this.#faults.report(COLLECTION, error);
    return this.#mask ? { ...result, resourceMetrics: this.#mask(result.resourceMetrics) } : result;
  }

  #push(): Promise<void> {
    this.#pushing = this.#export()
      .catch((error: unknown) => this.#faults.report(EXPORT, error))
      .finally(() => (this.#pushing = undefined));
    return this.#pushing;
  }

  async #export(): Promise<void> {
    if (this.#exporters.length === 0) return;
    const { resourceMetrics } = await this.collect();
    if (resourceMetrics.scopeMetrics.length === 0) return;
    const exports = this.#exporters.map(exporter => exportMetrics(exporter, resourceMetrics, this.#timeout));
    for (const result of await Promise.allSettled(exports)) {
      if (result.status === 'rejected') this.#faults.report(EXPORT, result.reason);
    }
  }

  async #shutdownExporters(): Promise<void> {
    await Promise.all(this.#exporters.map(exporter => exporter.shutdown()));
  }

  async #settle(work: Promise<void>, milliseconds: number): Promise<void> {
    // Someone waits for this one, so it holds the process: an exit here would cut the rest of the shutdown off.
    const deadline = { what: 'Flushing metrics', milliseconds, holdsProcess: true };
    await within(deadline, work).catch((error: unknown) => this.#faults.report(EXPORT, error));
  }
}

function readerOptions(options: SharedMetricReaderOptions): ConstructorParameters<typeof MetricReader>[0] {
  const exporter = options.push?.exporters[0];
  const aggregation = exporter?.selectAggregation?.bind(exporter);
  const temporality = exporter?.selectAggregationTemporality?.bind(exporter);
  return {
    metricProducers: [...(options.producers ?? [])],
    ...(options.seriesLimit !== undefined && { cardinalitySelector: () => options.seriesLimit as number }),
    ...(aggregation && { aggregationSelector: aggregation }),
    ...(temporality && options.scraped === false && { aggregationTemporalitySelector: temporality }),
  };
}
