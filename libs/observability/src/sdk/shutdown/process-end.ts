import type { EndingSignal } from '../../observability.options.js';
import type { LastRequest } from '../pipeline/last-requests.js';
import type { FlushReport } from './flush-report.js';
import { sendLast } from './last-sender.js';

/** The telemetry of one application, as the end of the process sees it. Nothing of it may throw or reject. */
export interface EndingTelemetry {
  /** The signals before which it wants to send what is left. */
  readonly signals: readonly EndingSignal[];
  /** Milliseconds within which `leave` is over. */
  readonly longestLeave: number;
  /** A signal came, whoever handles it. */
  announce(): void;
  /** Nobody else handles the signal: sends what is left. */
  leave(): Promise<void>;
  /** Somebody asked twice: stops waiting for anything. */
  hurry(): void;
  /** Writes what is left of the log before it returns. */
  flushLines(): void;
  /** Milliseconds within which `surrender` is sent; 0 when it is not. */
  readonly exitTimeout: number;
  /** Gives away what waits to be sent, and ends its exports. */
  surrender(): readonly LastRequest[];
  /** Sends what has ended so far, within so many milliseconds; its own deadline by default. */
  flush(timeout?: number): Promise<FlushReport>;
}

const slotKey = Symbol.for('nestjs-observability.process-end.v1');
type Slot = { [slotKey]?: ProcessEnd };

/** A terminal, and a process manager behind it, may send the same signal twice within this many milliseconds. */
const echo = 200;

/** Milliseconds within which a signal that a process sends to itself has come back to it. */
const delivery = 1_000;

/**
 * What happens to the telemetry of a process when it ends: by a signal, by `process.exit()`, by an exception or by itself. One for
 * the process, whatever the number of applications; it listens while there is one.
 *
 * Who listens for a signal takes from Node the duty to end the process. So when nobody else listens, the signal is sent again
 * once the telemetry is out; when somebody does - Nest's shutdown hooks, a handler of the application - the end is theirs.
 */
export class ProcessEnd {
  private readonly members = new Set<EndingTelemetry>();
  private readonly listening = new Set<EndingSignal>();
  private announcedAt: number | undefined;
  private leaving = false;
  private hurried = false;
  private hasNothingLeft = false;

  /** That of the process. */
  static get current(): ProcessEnd {
    return ((globalThis as Slot)[slotKey] ??= new ProcessEnd());
  }

  /** Every application that has telemetry at the moment. */
  get telemetries(): readonly EndingTelemetry[] {
    return [...this.members];
  }

  add(telemetry: EndingTelemetry): void {
    if (this.members.size === 0) process.on('exit', this.onExit).on('beforeExit', this.onNothingLeft);
    this.members.add(telemetry);
    for (const signal of telemetry.signals) {
      if (this.listening.has(signal)) continue;
      this.listening.add(signal);
      // Before a handler of the application, which may take its time.
      process.prependListener(signal, this.onSignal);
    }
  }

  /** With the last one every listener is gone. */
  remove(telemetry: EndingTelemetry): void {
    if (!this.members.delete(telemetry) || this.members.size > 0 || this.leaving) return;
    this.stopListening();
  }

  private readonly onExit = (): void => {
    this.flushLines();
    // A script that has nothing left to do is held by nobody, and who was asked twice to end has waited enough.
    if (this.hasNothingLeft || this.leaving || this.hurried) return;
    const willing = [...this.members].filter(({ exitTimeout }) => exitTimeout > 0);
    const timeout = Math.max(...willing.map(({ exitTimeout }) => exitTimeout));
    sendLast(
      willing.flatMap(member => member.surrender()),
      timeout,
    );
  };

  private readonly onNothingLeft = (): void => {
    this.hasNothingLeft = true;
    // Runs only where another listener has found something to do.
    setImmediate(() => (this.hasNothingLeft = false)).unref();
  };

  private flushLines(): void {
    for (const member of this.members) member.flushLines();
  }

  private readonly onSignal = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    const isRepeated = this.announcedAt !== undefined;
    const isEcho = isRepeated && now - (this.announcedAt ?? 0) < echo;
    if (!isRepeated) {
      this.announcedAt = now;
      for (const member of this.members) member.announce();
    } else if (!isEcho) {
      if (this.leaving && this.hurried) return this.endBy(signal);
      this.hurried = true;
      for (const member of this.members) member.hurry();
    }
    if (this.leaving || listenersOfOthers(signal, this.onSignal) > 0) return;
    this.leaving = true;
    const longest = Math.max(...[...this.members].map(({ longestLeave }) => longestLeave));
    // Somebody waits for this one, so it holds the process, which would otherwise end by itself and not by the signal.
    const late = setTimeout(() => this.endBy(signal), longest);
    void this.leave().finally(() => {
      clearTimeout(late);
      this.endBy(signal);
    });
  };

  private async leave(): Promise<void> {
    await Promise.allSettled([...this.members].map(member => member.leave()));
  }

  private endBy(signal: NodeJS.Signals): void {
    this.flushLines();
    this.stopListening();
    process.kill(process.pid, signal);
    // Who listens hears of it in a later turn, which a process that has nothing left to do would not live to see.
    if (process.listenerCount(signal) > 0) setTimeout(() => undefined, delivery);
  }

  private stopListening(): void {
    process.off('exit', this.onExit).off('beforeExit', this.onNothingLeft);
    for (const signal of this.listening) process.off(signal, this.onSignal);
    this.listening.clear();
    this.announcedAt = undefined;
    this.hurried = false;
  }
}

/** What `signal-exit` keeps of itself; many command-line libraries bring it along. */
interface SignalExitEmitter {
  readonly count?: number;
}

/**
 * Listeners of a signal that are going to end the process. Those of `signal-exit` are not: they leave it alone as long as
 * anybody else listens, so that each would wait for the other.
 */
function listenersOfOthers(signal: NodeJS.Signals, own: NodeJS.SignalsListener): number {
  const others = process.listeners(signal).filter(listener => listener !== own).length;
  const known = [
    (globalThis as Record<symbol, SignalExitEmitter | undefined>)[Symbol.for('signal-exit emitter')],
    (process as { __signal_exit_emitter__?: SignalExitEmitter }).__signal_exit_emitter__,
  ];
  const waiting = known.reduce((sum, emitter) => sum + (emitter?.count ?? 0), 0);
  return Math.max(0, others - waiting);
}
