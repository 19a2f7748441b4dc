import type { Attributes, SpanContext } from '@opentelemetry/api';
import { InstrumentExemplars } from './instrument-exemplars.js';

/** A recorded value and the span in which it was recorded. */
export interface Exemplar {
  readonly value: number;
  readonly traceId: string;
  readonly spanId: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}

/** Where the writer of a page finds exemplars. */
export interface ExemplarSource {
  /** The exemplars of one series, at most one a bucket. */
  lookup(instrumentName: string, attributes: Attributes): readonly Exemplar[];
}

/** What a recorder offers its values to, beside recording them. */
export interface ExemplarSlots {
  /**
   * Keeps the value as the newest exemplar of its bucket, if the span is sampled. `attributes` are those of the
   * record; passing the same object again makes the call several times cheaper.
   */
  offer(value: number, attributes: Attributes, span: SpanContext | undefined): void;
}

/** Limits of an {@link ExemplarStore}. */
export interface ExemplarStoreOptions {
  /** Series that are kept for each instrument; further ones get no exemplars. @defaultValue `2_000`, the SDK's own limit */
  readonly seriesLimit?: number;
}

/**
 * Trace ids beside histogram buckets. The OpenTelemetry SDK for JavaScript has no exemplars (3.1), so recorders offer
 * their values here as well, and the page takes from here what lies in its buckets.
 *
 * An exemplar stays until a newer one of its bucket replaces it, so every scraper sees it, however many there are.
 */
export class ExemplarStore implements ExemplarSource {
  readonly #instruments = new Map<string, InstrumentExemplars>();
  readonly #seriesLimit: number;

  constructor(options: ExemplarStoreOptions = {}) {
    this.#seriesLimit = options.seriesLimit ?? 2_000;
  }

  /**
   * The slots of one histogram, made at the first call.
   *
   * @param bounds the boundaries of its buckets, ascending
   */
  instrument(name: string, bounds: readonly number[]): ExemplarSlots {
    let slots = this.#instruments.get(name);
    if (slots === undefined) {
      slots = new InstrumentExemplars(bounds, this.#seriesLimit);
      this.#instruments.set(name, slots);
    }
    return slots;
  }

  lookup(instrumentName: string, attributes: Attributes): readonly Exemplar[] {
    return this.#instruments.get(instrumentName)?.lookup(attributes) ?? [];
  }
}
