import type { ResolvedShutdown } from '../../config/resolved-options.js';
import type { LastRequest } from '../pipeline/last-requests.js';
import type { FlushReport } from './flush-report.js';
import type { HttpDrain } from './http-drain.js';
import type { EndingTelemetry } from './process-end.js';

/** Milliseconds that requests under way have where nobody asked for a shutdown in order. */
const abruptInFlight = 1_000;

/** Milliseconds that telemetry still has when the process was asked twice to end: enough where somebody takes it. */
const hurriedFlush = 250;

/** The telemetry that ends. */
interface Ending {
  stop(): Promise<void>;
  flush(timeout?: number): Promise<FlushReport>;
  flushLines(): void;
  surrender(): readonly LastRequest[];
}

/** How one application takes part in the end of the process. */
export class ApplicationEnd implements EndingTelemetry {
  readonly signals: EndingTelemetry['signals'];
  /** Its requests, once there is a server. */
  http: HttpDrain | undefined;
  /** Turns the application unready. */
  onAnnounced: () => void = () => undefined;
  private readonly hurried = new AbortController();

  constructor(
    private readonly shutdown: ResolvedShutdown,
    private readonly telemetry: Ending,
  ) {
    this.signals = shutdown.signals;
  }

  /** Requests, then telemetry, then a second for the log. */
  get longestLeave(): number {
    return abruptInFlight + this.shutdown.flushTimeoutMs + 1_500;
  }

  /** Aborted when nobody should wait any more. */
  get hurrySignal(): AbortSignal {
    return this.hurried.signal;
  }

  announce(): void {
    this.onAnnounced();
  }

  /** What is not answered within a second is cut, as everything was when nothing listened; what is answered is told. */
  async leave(): Promise<void> {
    await this.http?.refuse(abruptInFlight);
    await this.telemetry.stop();
  }

  hurry(): void {
    this.hurried.abort();
  }

  flush(timeout?: number): Promise<FlushReport> {
    return this.telemetry.flush(timeout);
  }

  flushLines(): void {
    this.telemetry.flushLines();
  }

  get exitTimeout(): number {
    return this.shutdown.exitTimeoutMs;
  }

  surrender(): readonly LastRequest[] {
    return this.telemetry.surrender();
  }

  /** @throws Error when the work takes longer */
  async within(milliseconds: number, work: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    let shorten: () => void = () => undefined;
    const deadline = new Promise<never>((_, reject) => {
      const endAfter = (left: number): void => {
        clearTimeout(timer);
        const late = new Error(`The last telemetry could not be sent within ${left} ms`);
        // Someone waits for this one, so it holds the process.
        timer = setTimeout(() => reject(late), left);
      };
      endAfter(milliseconds);
      shorten = () => endAfter(Math.min(hurriedFlush, milliseconds));
    });
    const { signal } = this.hurried;
    if (signal.aborted) shorten();
    signal.addEventListener('abort', shorten);
    try {
      await Promise.race([work, deadline]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', shorten);
    }
  }
}
