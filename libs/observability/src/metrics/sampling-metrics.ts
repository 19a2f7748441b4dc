import type { Meter } from '@opentelemetry/api';
import { attr, metric } from '../core/names.js';
import type { BufferLimit, KeepReason } from '../sampling/sampling-counts.js';
import type { TailSampler } from '../sampling/tail-sampler.js';

/** What sampling does, as far as it is configured. */
export interface SamplingWork {
  readonly tail: Pick<TailSampler, 'counts' | 'buffer'> | undefined;
  /** Debug and info lines that were not written. */
  readonly lines: { readonly dropped: number } | undefined;
}

const reasons: readonly KeepReason[] = ['ratio', 'rule', 'parent', 'error', 'slow', 'audited', 'marked'];
const limits: readonly BufferLimit[] = ['traces', 'spans', 'bytes', 'age'];

/** Shows what sampling decided, and where its limits were reached. */
export function countSampling(meter: Meter, { tail, lines }: SamplingWork): void {
  if (tail) countTraces(meter, tail);
  if (!lines) return;
  meter
    .createObservableCounter(metric.samplingLines, {
      unit: '{line}',
      description:
        'Debug and info lines that were not written, because of their trace or of the room for them.',
    })
    .addCallback(result => result.observe(lines.dropped));
}

function countTraces(meter: Meter, { counts, buffer }: NonNullable<SamplingWork['tail']>): void {
  meter
    .createObservableCounter(metric.samplingTraces, {
      unit: '{trace}',
      description: 'Traces that were kept, by reason, and that were not.',
    })
    .addCallback(result => {
      for (const reason of reasons)
        result.observe(counts.kept.get(reason) ?? 0, { [attr.samplingReason]: reason });
      result.observe(counts.dropped, { [attr.samplingReason]: 'none' });
    });
  meter
    .createObservableCounter(metric.samplingLimited, {
      unit: '{event}',
      description:
        'Traces that a limit had decided before their end; for the limit `spans`, spans without room.',
    })
    .addCallback(result => {
      for (const limit of limits)
        result.observe(counts.limited.get(limit) ?? 0, { [attr.samplingLimit]: limit });
    });
  meter
    .createObservableUpDownCounter(metric.samplingBuffered, {
      unit: 'By',
      description: 'Memory of the spans that wait for the end of their trace, estimated.',
    })
    .addCallback(result => result.observe(buffer.bytes));
}
