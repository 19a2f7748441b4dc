import type { Signal } from '../../core/operation-recorder.js';

/** What can be switched while the application runs. The audit trail cannot: whoever could pause it could hide in the pause. */
export type SwitchedSignal = 'traces' | 'metrics' | 'logs';

const signals: readonly SwitchedSignal[] = ['traces', 'metrics', 'logs'];

/** The parts of an application that a switch turns. */
export interface SwitchedParts {
  /** Those that the configuration leaves on; the others cannot be switched on. */
  readonly configured: ReadonlySet<SwitchedSignal>;
  /** Lets only these recorders work from here on. */
  readonly record: (signals: ReadonlySet<Signal>) => void;
  /** Whether metrics are pushed. */
  readonly push: (on: boolean) => void;
  /** Whether lines leave as log records, too. */
  readonly exportLines: (on: boolean) => void;
  /** One line about a change. */
  readonly tell: (message: string) => void;
}

/**
 * Turns telemetry of the running application off and on again, without a restart: from the next request and the next decorated
 * call on. Injectable wherever `ObservabilityModule` is imported.
 *
 * Off, decorated methods are called straight through, no span is made - by the application itself neither -, nothing is
 * measured or pushed, and no completion line is written. The lines of the application itself, `/metrics`, health and the
 * audit trail stay. What was recorded before is still sent.
 *
 * @example
 * ```ts
 * const observability = app.get(ObservabilitySwitch);
 * observability.off('traces');
 * observability.on();
 * ```
 */
export class ObservabilitySwitch {
  readonly #parts: SwitchedParts;
  readonly #off = new Set<SwitchedSignal>();

  constructor(parts: SwitchedParts) {
    this.#parts = parts;
  }

  /** Turns one signal off, or all of them; what is off already stays off. */
  off(...given: readonly SwitchedSignal[]): void {
    this.#turn(given, false);
  }

  /** Turns one signal on again, or all of them; what the configuration turned off stays off, and a line says so. */
  on(...given: readonly SwitchedSignal[]): void {
    this.#turn(given, true);
  }

  /** Whether a signal is recorded at the moment. */
  isOn(signal: SwitchedSignal): boolean {
    return this.#parts.configured.has(signal) && !this.#off.has(signal);
  }

  #turn(given: readonly SwitchedSignal[], on: boolean): void {
    const asked = given.length > 0 ? given : signals;
    for (const signal of asked) {
      if (!signals.includes(signal)) throw new TypeError(unknown(signal));
    }
    const fixed = given.filter(signal => on && !this.#parts.configured.has(signal));
    const turned = asked.filter(signal => this.#parts.configured.has(signal) && this.isOn(signal) !== on);
    for (const signal of turned) {
      if (on) this.#off.delete(signal);
      else this.#off.add(signal);
    }
    if (turned.length > 0) this.#apply();
    const { tell } = this.#parts;
    if (turned.length > 0) tell(`Telemetry switched ${on ? 'on' : 'off'}: ${turned.join(', ')}`);
    if (fixed.length > 0) tell(`Off by configuration, which cannot be switched on: ${fixed.join(', ')}`);
  }

  #apply(): void {
    const { record, push, exportLines } = this.#parts;
    const recorded = new Set<Signal>(['audit']);
    if (this.isOn('traces')) recorded.add('span');
    if (this.isOn('metrics')) recorded.add('metrics');
    if (this.isOn('logs')) recorded.add('log');
    record(recorded);
    push(this.isOn('metrics'));
    exportLines(this.isOn('logs'));
  }
}

function unknown(signal: unknown): string {
  return `ObservabilitySwitch knows no signal '${String(signal)}': use ${signals.join(', ')}, or none for all`;
}
