import { TimeLimits } from '../core/time-limits.js';
import type { SignalSwitch, TurnedSignal } from './switches.js';

/** Turns signals, for a time if one is given: then each is turned back by itself. Without one it stays, as in an incident it must. */
export class SignalLimits {
  private readonly limits = new TimeLimits();

  constructor(private readonly signals: SignalSwitch) {}

  turn(signal: TurnedSignal, on: boolean, seconds: number | undefined): void {
    this.flip(signal, on);
    if (seconds === undefined) this.limits.forget(signal);
    else this.limits.set(signal, seconds, () => this.flip(signal, !on));
  }

  /** When a signal is turned back. */
  until(signal: TurnedSignal): Date | undefined {
    return this.limits.until(signal);
  }

  forget(): void {
    this.limits.forgetAll();
  }

  private flip(signal: TurnedSignal, on: boolean): void {
    if (on) this.signals.on(signal);
    else this.signals.off(signal);
  }
}
