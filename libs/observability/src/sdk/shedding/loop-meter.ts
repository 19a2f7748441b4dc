import { monitorEventLoopDelay, performance, type IntervalHistogram } from 'node:perf_hooks';

/** What the event loop was like since the reading before. */
export interface LoopReading {
  /** Mean delay of its turns, in milliseconds. */
  readonly delay: number;
  /** Share of the time in which it was busy, 0 to 1. */
  readonly utilization: number;
}

/** Milliseconds between two samples of the delay. */
const resolution = 20;

/** Measures the event loop; holds no process alive. */
export class LoopMeter {
  private readonly histogram: IntervalHistogram = monitorEventLoopDelay({ resolution });
  private before = performance.eventLoopUtilization();

  constructor() {
    this.histogram.enable();
  }

  read(): LoopReading {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.before);
    this.before = now;
    // Each sample includes the interval itself; without one since the last reading the mean is NaN.
    const mean = this.histogram.count > 0 ? this.histogram.mean / 1e6 - resolution : 0;
    this.histogram.reset();
    return { delay: Math.max(0, mean), utilization };
  }

  stop(): void {
    this.histogram.disable();
  }
}
