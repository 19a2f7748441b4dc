import { attr } from '../core/names.js';
import { LatencyEstimate } from './latency-estimate.js';
import type { Ending } from './sampling-rules.js';

/** What counts as slow. */
export interface SlowSettings {
  /** Milliseconds. */
  readonly threshold: number;
  /** Milliseconds by route template or operation name; infinite is never slow. */
  readonly routes: ReadonlyMap<string, number>;
  /** Whether the slowest hundredth of each route is slow too. */
  readonly adaptive: boolean;
}

/** Routes are few; names that the application invents need not be. */
const mostEstimates = 500;

/** Says which traces took too long. */
export class SlowTraces {
  private readonly estimates = new Map<string, LatencyEstimate>();

  constructor(private readonly settings: SlowSettings) {}

  /** Milliseconds from which on a trace is slow whose name is not known yet. */
  get threshold(): number {
    return this.settings.threshold;
  }

  /** Whether a trace whose first span has ended was slow; every one is asked about, for the estimates live of it. */
  isSlow({ name, attributes }: Ending, milliseconds: number): boolean {
    const { threshold, routes, adaptive } = this.settings;
    const own =
      routes.size > 0 ? (routes.get(String(attributes[attr.httpRoute])) ?? routes.get(name)) : undefined;
    if (own !== undefined) return milliseconds >= own;
    return milliseconds >= threshold || (adaptive && this.isAmongTheSlowest(name, milliseconds));
  }

  private isAmongTheSlowest(name: string, milliseconds: number): boolean {
    let estimate = this.estimates.get(name);
    if (!estimate) {
      if (this.estimates.size >= mostEstimates) return false;
      estimate = new LatencyEstimate();
      this.estimates.set(name, estimate);
    }
    const { p99 } = estimate;
    estimate.add(milliseconds);
    return milliseconds > p99;
  }
}
