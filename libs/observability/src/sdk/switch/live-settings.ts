import { changeLasts, TimeLimits } from '../../core/time-limits.js';
import type { LogLevel } from '../../observability.options.js';
import type { LineLevels } from '../../logging/pino/line-levels.js';
import type { AdjustableSampler } from '../../sampling/adjustable-sampler.js';

/** A setting as it is now. */
export interface LiveSetting<Value> {
  readonly now: Value;
  /** When the options hold again; absent while they do. */
  readonly until?: Date;
}

/** What {@link LiveSettings} changes. */
export interface LiveParts {
  /** Absent where logging is left to Nest. */
  readonly levels: LineLevels | undefined;
  /** Absent where traces are off. */
  readonly sampler: AdjustableSampler | undefined;
  /** One line about a change. */
  readonly tell: (message: string) => void;
}

const general = 'level';
const ratioKey = 'ratio';
const keyOf = (context: string | undefined) => (context === undefined ? general : `${general} ${context}`);

/**
 * Settings of the running application that change for a while, without a restart: the level of log lines - of one logger, or of all -
 * and the sampling ratio. Each change ends by itself, after 15 minutes unless told otherwise. Injectable wherever `ObservabilityModule`
 * is imported.
 *
 * Loggers that the application made with pino's `child()` keep the level that they were made with, and `sampling.rules` hold whatever
 * the ratio.
 *
 * @example
 * ```ts
 * settings.logLevel('debug', { context: 'OrdersService', seconds: 300 });
 * settings.samplingRatio(1, { seconds: 60 });
 * settings.restore();
 * ```
 */
export class LiveSettings {
  private readonly limits = new TimeLimits();

  constructor(private readonly parts: LiveParts) {}

  /**
   * Sets the least severe level that is written.
   * @throws RangeError for seconds outside of 1 to 86,400; TypeError where logging is left to Nest
   */
  logLevel(level: LogLevel, { context, seconds }: { context?: string; seconds?: number } = {}): void {
    const levels = present(this.parts.levels, 'Log levels cannot be changed: logging is left to Nest');
    const lasts = checked(seconds);
    levels.set(level, context);
    this.limits.set(keyOf(context), lasts, () => {
      levels.restore(context);
      this.parts.tell(`The log level ${of(context)} is that of the options again`);
    });
    this.parts.tell(`The log level ${of(context)} is '${level}' for ${lasts} s`);
  }

  /**
   * Sets the share of new traces that is kept, 0 to 1.
   * @throws RangeError for another share, or seconds outside of 1 to 86,400; TypeError where traces are off
   */
  samplingRatio(ratio: number, { seconds }: { seconds?: number } = {}): void {
    const sampler = present(this.parts.sampler, 'The sampling ratio cannot be changed: traces are off');
    if (!(ratio >= 0 && ratio <= 1)) throw new RangeError('A sampling ratio is a number from 0 to 1');
    const lasts = checked(seconds);
    sampler.ratio = ratio;
    this.limits.set(ratioKey, lasts, () => {
      sampler.ratio = sampler.configured;
      this.parts.tell(`The sampling ratio is ${sampler.configured} again`);
    });
    this.parts.tell(`The sampling ratio is ${ratio} for ${lasts} s`);
  }

  /** Back to what the options say, at once. */
  restore(): void {
    const { levels, sampler, tell } = this.parts;
    const changed = this.limits.until(ratioKey) !== undefined || this.changedLevels().length > 0;
    for (const context of this.changedLevels()) levels?.restore(context);
    if (sampler) sampler.ratio = sampler.configured;
    this.limits.forgetAll();
    if (changed) tell('Log levels and the sampling ratio are those of the options again');
  }

  /** Level of every logger without one of its own; `undefined` where logging is left to Nest. */
  get level(): LiveSetting<LogLevel> | undefined {
    const { levels } = this.parts;
    return levels && this.setting(levels.current, general);
  }

  /** Levels of single loggers, by context. */
  get contexts(): ReadonlyMap<string, LiveSetting<LogLevel>> {
    const own = [...(this.parts.levels?.contexts ?? [])];
    return new Map(own.map(([context, level]) => [context, this.setting(level, keyOf(context))]));
  }

  /** Share of new traces that is kept; `undefined` where traces are off. */
  get ratio(): LiveSetting<number> | undefined {
    const { sampler } = this.parts;
    return sampler && this.setting(sampler.ratio, ratioKey);
  }

  /** @internal The application ends. */
  stop(): void {
    this.limits.forgetAll();
  }

  private setting<Value>(now: Value, key: string): LiveSetting<Value> {
    const until = this.limits.until(key);
    return { now, ...(until && { until }) };
  }

  private changedLevels(): (string | undefined)[] {
    const general_ = this.limits.until(general) ? [undefined] : [];
    return [...general_, ...(this.parts.levels?.contexts.keys() ?? [])];
  }
}

function of(context: string | undefined): string {
  return context === undefined ? 'of all loggers' : `of ${JSON.stringify(context)}`;
}

function checked(seconds: number = changeLasts.usually): number {
  if (seconds >= 1 && seconds <= changeLasts.most) return seconds;
  throw new RangeError(`A change lasts 1 to ${changeLasts.most} seconds`);
}

function present<T>(part: T | undefined, why: string): T {
  if (part === undefined) throw new TypeError(why);
  return part;
}
