import { isSpanContextValid, trace, TraceFlags, type Context } from '@opentelemetry/api';
import {
  SamplingDecision,
  TraceIdRatioBasedSampler,
  type Sampler,
  type SamplingResult,
} from '@opentelemetry/sdk-trace';
import { attr } from '../core/names.js';
import { traceOf } from '../core/observed-trace.js';
import { scopeKey, type RuntimeCarrier } from '../core/runtime.js';
import { chosenBy } from './chosen-by.js';
import { RateLimit } from './rate-limit.js';
import type { Beginning, SamplingRules } from './sampling-rules.js';

/** How the start of a trace is decided. */
export interface HeadSamplerSettings {
  /** Share of the traces that no rule names, 0 to 1. */
  readonly ratio: number;
  /** Whether the flag of a caller that is trusted counts. */
  readonly followsParent: boolean;
  readonly rules: SamplingRules;
  /** Traces a second that ratios may choose. */
  readonly rateLimit: number | undefined;
  /** Whether the end decides too, for which everything has to be recorded. */
  readonly recordsAll: boolean;
}

const notRecorded: SamplingResult = { decision: SamplingDecision.NOT_RECORD };
const recorded: SamplingResult = { decision: SamplingDecision.RECORD };
const sampled: SamplingResult = { decision: SamplingDecision.RECORD_AND_SAMPLED };
const because = (reason: string): SamplingResult => ({
  decision: SamplingDecision.RECORD_AND_SAMPLED,
  attributes: { [attr.samplingReason]: reason },
});
const byRatio = because('ratio');
const byRule = because('rule');
const byParent = because('parent');

/**
 * Decides when a trace starts, by rules and ratio; its decision is the flag that services further on receive. Every later span
 * of the trace follows the first.
 */
export class HeadSampler implements Sampler {
  private readonly ratio: TraceIdRatioBasedSampler;
  private readonly limit: RateLimit | undefined;

  constructor(private readonly settings: HeadSamplerSettings) {
    this.ratio = new TraceIdRatioBasedSampler(settings.ratio);
    this.limit = settings.rateLimit === undefined ? undefined : new RateLimit(settings.rateLimit);
  }

  shouldSample(active: Context, traceId: string, name: string): SamplingResult {
    const parent = trace.getSpan(active);
    const caller = parent?.spanContext();
    if (!caller || !isSpanContextValid(caller)) return this.decide(active, traceId, name);
    const isSampled = (caller.traceFlags & TraceFlags.SAMPLED) !== 0;
    if (caller.isRemote !== true) {
      if (isSampled) return sampled;
      return traceOf(parent) ? recorded : notRecorded;
    }
    if (!this.settings.followsParent) return this.decide(active, traceId, name);
    const verdict = this.settings.rules.atStart(beginningOf(active, name));
    if (verdict?.never === true) return notRecorded;
    return isSampled ? byParent : this.unsampled;
  }

  toString(): string {
    return `HeadSampler{${this.settings.ratio}}`;
  }

  private decide(active: Context, traceId: string, name: string): SamplingResult {
    const verdict = this.settings.rules.atStart(beginningOf(active, name));
    if (verdict?.never === true) return notRecorded;
    const chosen = verdict ? verdict.chooses(traceId) : chosenBy(this.ratio, traceId);
    if (!chosen) return this.unsampled;
    const isShare = verdict?.isShare ?? true;
    if (isShare && this.limit?.take() === false) return this.unsampled;
    return verdict ? byRule : byRatio;
  }

  private get unsampled(): SamplingResult {
    return this.settings.recordsAll ? recorded : notRecorded;
  }
}

/** A request is known by method and path before its span is there; everything else by the name of its first span. */
function beginningOf(active: Context, name: string): Beginning {
  const operation = (active.getValue(scopeKey) as RuntimeCarrier | undefined)?.operation;
  if (operation?.definition.type !== 'http') return { name };
  const own = trace.getSpanContext(operation.context);
  // A trace of its own that the work of a request starts is not the request.
  if (own !== undefined && own.isRemote !== true) return { name };
  return {
    method: operation.dimensions[attr.httpRequestMethod] as string | undefined,
    path: operation.details[attr.urlPath] as string | undefined,
  };
}
