import type { Attributes, Context } from '@opentelemetry/api';
import type { MetricSeries } from './metric-series.js';

type Take = (value: number, attributes?: Attributes, context?: Context) => void;

/** An instrument that is told values one by one. */
interface Instrument {
  add?: Take;
  record?: Take;
}

/**
 * The same instrument with a bounded number of series. What a record throws, e.g. in a getter of its attributes, goes to
 * `failed` instead of to the application.
 */
export function governedInstrument<I extends object>(
  instrument: I,
  series: MetricSeries,
  failed: (thrown: unknown) => void,
): I {
  const original = instrument as Instrument;
  // The prototype keeps what the SDK knows of the instrument.
  const governed = Object.create(instrument) as Instrument;
  const bounded =
    (take: Take): Take =>
    (value, attributes, context) => {
      try {
        take(value, attributes && series.admit(attributes), context);
      } catch (thrown) {
        failed(thrown);
      }
    };
  if (original.add) governed.add = bounded((...given) => original.add?.(...given));
  if (original.record) governed.record = bounded((...given) => original.record?.(...given));
  return governed as I;
}
