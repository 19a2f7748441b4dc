import { types } from 'node:util';
import { pino } from 'pino';
import { field } from '../../core/names.js';
import type { LogLevel } from '../../observability.options.js';

/** Told the level below which no line of any logger counts, and that of every logger without one of its own. */
export type LevelListener = (lowest: LogLevel, general: LogLevel) => void;

/** Levels of lines that change while the application runs: one for all loggers, and others for single ones by the name of their context. */
export class LineLevels {
  private general: LogLevel;
  private readonly own = new Map<string, LogLevel>();

  constructor(
    /** What the options say. */
    readonly configured: LogLevel,
    private readonly changed: LevelListener,
  ) {
    this.general = configured;
  }

  /** Level of every logger without one of its own. */
  get current(): LogLevel {
    return this.general;
  }

  /** Levels of single loggers, by context. */
  get contexts(): ReadonlyMap<string, LogLevel> {
    return this.own;
  }

  /** Sets the level of one logger, or of all others. */
  set(level: LogLevel, context?: string): void {
    if (context === undefined) this.general = level;
    else this.own.set(context, level);
    this.apply();
  }

  /** Back to what the options say. */
  restore(context?: string): void {
    if (context === undefined) this.general = this.configured;
    else this.own.delete(context);
    this.apply();
  }

  /** Whether a line that pino lets through may be written; `level` as pino numbers it. */
  passes(level: number, args: readonly unknown[]): boolean {
    if (this.own.size === 0) return true;
    const context = contextIn(args[0]);
    const own = context === undefined ? undefined : this.own.get(context);
    return level >= severity(own ?? this.general);
  }

  private apply(): void {
    const all = [this.general, ...this.own.values()];
    const lowest = all.reduce((least, each) => (severity(each) < severity(least) ? each : least));
    this.changed(lowest, this.general);
  }
}

function severity(level: LogLevel): number {
  return pino.levels.values[level] ?? Number.POSITIVE_INFINITY;
}

/** Where Nest's loggers and nestjs-pino put the context. No code of what is logged runs. */
function contextIn(first: unknown): string | undefined {
  if (typeof first !== 'object' || first === null || types.isProxy(first)) return undefined;
  const value: unknown = Object.getOwnPropertyDescriptor(first, field.context)?.value;
  return typeof value === 'string' ? value : undefined;
}
