import type { HrTime, TimeInput } from '@opentelemetry/api';
import { addHrTimes, hrTime, isTimeInputHrTime, millisToHrTime } from '@opentelemetry/core';

/** Tells the time within one span: the wall clock at its start, and from there the clock that never jumps. */
export class SpanClock {
  readonly start: HrTime;
  private readonly wall = Date.now();
  private readonly steady = performance.now();

  constructor() {
    this.start = millisToHrTime(this.wall);
  }

  /** A given time, which may be one of `performance.now()`; without one, now. */
  at(given?: TimeInput): HrTime {
    if (given === undefined) return addHrTimes(this.start, millisToHrTime(performance.now() - this.steady));
    if (typeof given === 'number')
      return given <= performance.now() ? this.fromSteady(given) : millisToHrTime(given);
    if (given instanceof Date) return millisToHrTime(given.getTime());
    return isTimeInputHrTime(given) ? given : this.at();
  }

  private fromSteady(given: number): HrTime {
    return hrTime(given + this.wall - (this.steady + performance.timeOrigin));
  }
}
