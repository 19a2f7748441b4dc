import type { LoadShedding, SheddingLevel } from '../../core/load-shedding.js';
import type { LoopReading } from './loop-meter.js';

/** When the loop is saturated, and how fast telemetry reacts. */
export interface LoadWatchSettings {
  /** Milliseconds of mean delay. */
  readonly delay: number;
  /** Share of time that the loop is busy. */
  readonly utilization: number;
}

/** Readings in a row that must be calm before one level is taken back: what was just given up made them so. */
const calmReadings = 4;

/** Tells what changed: the reading that began it, or `undefined` when everything is recorded again. */
export type SheddingListener = (reading: LoopReading | undefined) => void;

/**
 * Sets the level by what the loop was like: one up for each saturated reading, one down when several in a row were calm. Calm is
 * half the delay, so that it does not swing between two levels.
 */
export class LoadWatch {
  private calm = 0;

  constructor(
    private readonly shedding: LoadShedding,
    private readonly settings: LoadWatchSettings,
    private readonly told: SheddingListener = () => undefined,
  ) {}

  /** Takes the reading of the last half second. */
  take(reading: LoopReading): void {
    const { delay, utilization } = this.settings;
    const isSaturated = reading.delay >= delay && reading.utilization >= utilization;
    if (isSaturated) {
      this.calm = 0;
      this.move(1, reading);
      return;
    }
    this.calm = reading.delay < delay / 2 ? this.calm + 1 : 0;
    if (this.calm < calmReadings) return;
    this.calm = 0;
    this.move(-1, reading);
  }

  private move(by: 1 | -1, reading: LoopReading): void {
    const before = this.shedding.level;
    const level = Math.min(4, Math.max(0, before + by)) as SheddingLevel;
    this.shedding.level = level;
    if (before === 0 && level > 0) this.told(reading);
    else if (before > 0 && level === 0) this.told(undefined);
  }
}
