import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { TelemetryTaps } from '../sdk/telemetry-taps.js';
import { metricsSince, toCapturedMetrics, type CapturedMetrics } from './captured-metrics.js';
import { toCapturedSpan, type CapturedSpan } from './captured-span.js';
import { renderSpanTree, type SpanTreeOptions } from './span-tree.js';

/** A log line as it was written, parsed. */
export type CapturedLogLine = Readonly<Record<string, unknown>>;

/** Everything one application told about itself since `captureTelemetry()` or the last {@link TelemetryCapture.clear}. */
export class TelemetryCapture {
  /** Started spans in that order, finished or not. */
  readonly #started = new Map<string, ReadableSpan>();
  readonly #finished = new Set<string>();
  readonly #lines: CapturedLogLine[] = [];
  readonly #untap: () => void;
  #baseline: CapturedMetrics = new Map();

  constructor(private readonly taps: TelemetryTaps) {
    this.#untap = taps.tap({
      onSpanStart: span => void this.#started.set(idOf(span), span),
      onSpan: span => {
        this.#started.set(idOf(span), span);
        this.#finished.add(idOf(span));
      },
      onLogLine: line => void this.#lines.push(line),
    });
  }

  /** Finished spans in the order of their starts, sampled or not. */
  spans(): CapturedSpan[] {
    const nameOf = (id: string) => this.#started.get(id)?.name;
    return [...this.#started]
      .filter(([id]) => this.#finished.has(id))
      .map(([, span]) => toCapturedSpan(span, nameOf));
  }

  /** Names of spans that began and have not ended: a leak, when the work is done. */
  openSpans(): string[] {
    return [...this.#started].filter(([id]) => !this.#finished.has(id)).map(([, { name }]) => name);
  }

  /** {@link spans} as indented text. */
  tree(options?: SpanTreeOptions): string {
    return renderSpanTree(this.spans(), options);
  }

  /** Log lines in the order in which they were written. */
  logs(): CapturedLogLine[] {
    return [...this.#lines];
  }

  /** What was measured, by metric name. Resolves with nothing when metrics are off. */
  async metrics(): Promise<CapturedMetrics> {
    return metricsSince(this.#baseline, await this.#collected());
  }

  /**
   * Resolves once no span has been open for two turns of the event loop. A response reaches its client before the
   * server has recorded it, hence this between a request and an assertion.
   * @throws Error that names the open spans after `timeout` milliseconds
   */
  async waitForIdle(timeout = 5_000): Promise<void> {
    const deadline = performance.now() + timeout;
    for (let quietTurns = 0; quietTurns < 2; quietTurns += 1) {
      await new Promise(resolve => setImmediate(resolve));
      if (this.openSpans().length === 0) continue;
      quietTurns = -1;
      if (performance.now() > deadline)
        throw new Error(`still open after ${timeout} ms: ${this.openSpans().join(', ')}`);
      await new Promise(resolve => setTimeout(resolve, 2));
    }
  }

  /** Starts over: forgets spans and lines, and lets counters and histograms count from here. */
  async clear(): Promise<void> {
    this.#baseline = await this.#collected();
    this.#started.clear();
    this.#finished.clear();
    this.#lines.length = 0;
  }

  /** Stops watching; what was captured stays readable. */
  stop(): void {
    this.#untap();
  }

  async #collected(): Promise<CapturedMetrics> {
    return toCapturedMetrics(await this.taps.collectMetrics());
  }
}

const idOf = (span: ReadableSpan): string => span.spanContext().spanId;
