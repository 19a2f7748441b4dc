import { diag } from '@opentelemetry/api';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { whenRejected } from '../core/unwaited.js';

/** What a tap is told; called synchronously, so keep it cheap. What it throws is reported and goes no further. */
export interface TelemetryListener {
  /** A recording span began, sampled or not. */
  onSpanStart?(span: ReadableSpan): void;
  /** A recording span ended, sampled or not, exporters or not. */
  onSpan?(span: ReadableSpan): void;
  /** A log line was written, parsed and after redaction. */
  onLogLine?(line: Record<string, unknown>): void;
}

/** Where the taps of one application get what is pulled rather than pushed. */
export interface TelemetryTapsOptions {
  /** One collection of every metric; absent when metrics are off. */
  readonly collectMetrics?: () => Promise<ResourceMetrics>;
}

/**
 * Lets code inside the process watch one application's own telemetry, beside the exporters: the test kit, a local
 * dashboard. Injectable wherever `ObservabilityModule` is imported.
 */
export class TelemetryTaps {
  readonly #listeners = new Set<TelemetryListener>();
  readonly #collectMetrics: () => Promise<ResourceMetrics | undefined>;

  constructor({ collectMetrics }: TelemetryTapsOptions = {}) {
    this.#collectMetrics = collectMetrics ?? (async () => undefined);
  }

  /** Whether anybody watches; lets a producer skip work that only a listener needs, such as parsing a line. */
  get watched(): boolean {
    return this.#listeners.size > 0;
  }

  /**
   * Tells the listener everything from now on.
   * @returns ends that; calling it again does nothing
   */
  tap(listener: TelemetryListener): () => void {
    // A wrapper of its own lets the same listener tap twice and end each tap separately.
    const own: TelemetryListener = {
      onSpanStart: span => listener.onSpanStart?.(span),
      onSpan: span => listener.onSpan?.(span),
      onLogLine: line => listener.onLogLine?.(line),
    };
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** Everything measured since the start of the application; `undefined` when metrics are off. */
  async collectMetrics(): Promise<ResourceMetrics | undefined> {
    return this.#collectMetrics();
  }

  /** @internal The span processor calls it. */
  spanStarted(span: ReadableSpan): void {
    this.#tell(listener => listener.onSpanStart?.(span));
  }

  /** @internal The span processor calls it. */
  spanEnded(span: ReadableSpan): void {
    this.#tell(listener => listener.onSpan?.(span));
  }

  /** @internal The logger's stream calls it. */
  logLineWritten(line: Record<string, unknown>): void {
    this.#tell(listener => listener.onLogLine?.(line));
  }

  #tell(call: (listener: TelemetryListener) => unknown): void {
    for (const listener of this.#listeners) {
      try {
        whenRejected(call(listener), told);
      } catch (error) {
        told(error);
      }
    }
  }
}

function told(error: unknown): void {
  diag.error('A telemetry tap threw; the application is unaffected', error);
}
