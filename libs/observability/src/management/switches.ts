import type { LogLevel } from '../observability.options.js';

/** A signal that is turned off and on. */
export type TurnedSignal = 'traces' | 'metrics' | 'logs';

/** Every one, in the order of answers. */
export const turnedSignals: readonly TurnedSignal[] = ['traces', 'metrics', 'logs'];

/** Port: turns the signals of the running application. */
export interface SignalSwitch {
  isOn(signal: TurnedSignal): boolean;
  on(...signals: readonly TurnedSignal[]): void;
  off(...signals: readonly TurnedSignal[]): void;
}

/** How long a change lasts, in seconds. */
interface Lasting {
  readonly seconds?: number;
}

/** Port: changes settings of the running application for a while. A setting that is `undefined` cannot be changed. */
export interface ChangeableSettings {
  readonly level: object | undefined;
  readonly contexts: ReadonlyMap<string, object>;
  readonly ratio: object | undefined;
  logLevel(level: LogLevel, change?: Lasting & { readonly context?: string }): void;
  samplingRatio(ratio: number, change?: Lasting): void;
  restore(): void;
}

/** What operators turn. */
export interface Switches {
  readonly signals: SignalSwitch;
  readonly settings: ChangeableSettings;
}
