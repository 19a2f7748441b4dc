import { Inject, Injectable, Scope } from '@nestjs/common';
import { context } from '@opentelemetry/api';
import { Logger, PARAMS_PROVIDER_TOKEN, PinoLogger, type Params } from 'nestjs-pino';
import type { Logger as PinoInstance } from 'pino';
import { RequestContext } from '../../context/request-context.js';
import { scopeIn, type FieldValue } from '../../context/request-scope.js';
import { harmless } from './harmless-message.js';

/** The parameters of nestjs-pino with the logger of this application: nestjs-pino itself keeps one for the process. */
export interface AppLoggerParams extends Params {
  readonly logger?: PinoInstance;
  /** Whether the completion line already reports what Nest's exception handler would log again. */
  readonly requestLine: boolean;
}

/** nestjs-pino's `PinoLogger`, bound to this application; the ids of the request come with every line by themselves. */
@Injectable({ scope: Scope.TRANSIENT })
export class AppPinoLogger extends PinoLogger {
  constructor(@Inject(PARAMS_PROVIDER_TOKEN) private readonly params: AppLoggerParams) {
    super(params);
  }

  override get logger(): PinoInstance {
    return this.params.logger ?? super.logger;
  }

  /** Adds fields to every later line of the request, and to its root span; outside a request it does nothing. */
  override assign(fields: Record<string, FieldValue>): void {
    const request = new RequestContext();
    for (const [key, value] of Object.entries(fields)) request.set(key, value);
  }
}

/** Nest's own logger: everything that `new Logger('X')` writes, Nest's start-up lines included. */
@Injectable()
export class AppLogger extends Logger {
  constructor(
    pinoLogger: PinoLogger,
    @Inject(PARAMS_PROVIDER_TOKEN) private readonly params: AppLoggerParams,
  ) {
    super(pinoLogger, params);
  }

  override log(message: unknown, ...optional: unknown[]): void {
    super.log(harmless(message), ...(optional as []));
  }

  override warn(message: unknown, ...optional: unknown[]): void {
    super.warn(harmless(message), ...(optional as []));
  }

  override debug(message: unknown, ...optional: unknown[]): void {
    super.debug(harmless(message), ...(optional as []));
  }

  override verbose(message: unknown, ...optional: unknown[]): void {
    super.verbose(harmless(message), ...(optional as []));
  }

  override fatal(message: unknown, ...optional: unknown[]): void {
    super.fatal(harmless(message), ...(optional as []));
  }

  override error(message: unknown, ...optional: unknown[]): void {
    if (optional.at(-1) === 'ExceptionsHandler') {
      if (this.params.requestLine && isReported(message)) return;
      // What the application expects is nobody's error.
      if (isExpected(message)) return super.warn(harmless(message), ...(optional as []));
    }
    super.error(harmless(message), ...(optional as []));
  }
}

/**
 * Nest logs an unhandled exception of a request, which the completion line of that request will carry. When that line is
 * out, because the client left before the handler failed, this one is the only trace of the error.
 */
function isReported(message: unknown): boolean {
  const scope = scopeIn(context.active());
  return scope?.thrown !== undefined && scope.thrown.value === message && scope.operation?.ended === false;
}

function isExpected(message: unknown): boolean {
  return scopeIn(context.active())?.runtime.exceptions?.expects(message) === true;
}
