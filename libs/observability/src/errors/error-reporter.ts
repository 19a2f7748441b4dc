import type { ExceptionOrigin } from './recorded-exception.js';

/** A log line that came before an error, in the same request. */
export interface ReportedLine {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';
  /** Redacted. */
  readonly message: string;
}

/** An error, once per trace, and what is known about the work that it ended. Expected errors are none. */
export interface ReportedError {
  /** The very value that was thrown: not redacted. */
  readonly thrown: unknown;
  readonly type: string;
  /** The same for equal errors, over deployments. */
  readonly fingerprint: string;
  readonly origin: ExceptionOrigin;
  readonly service: {
    readonly name: string;
    readonly version: string | undefined;
    readonly environment: string;
  };
  /** W3C ids of the innermost span; absent where traces are off. */
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly requestId: string | undefined;
  readonly userId: string | undefined;
  readonly tenantId: string | undefined;
  /** Template of the route. */
  readonly route: string | undefined;
  /** `Class.method` of the handler. */
  readonly handler: string | undefined;
  /** The last lines of the request before the error, oldest first; at most 20. */
  readonly lines: readonly ReportedLine[];
  /** A copy of a value with its secrets masked, by the policy of the application. */
  redact(value: unknown): unknown;
}

/** Port: sends errors to a service that tracks them. What it throws is reported as a fault and hurts nobody. */
export interface ErrorReporter {
  report(error: ReportedError): void;
}
