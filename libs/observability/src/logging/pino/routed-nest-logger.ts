import { Logger, type LoggerService } from '@nestjs/common';
import { context } from '@opentelemetry/api';
import { runtimeFor, type Runtime } from '../../core/runtime.js';

const loggersKey = Symbol.for('nestjs-observability.nest-loggers.v1');
type Slot = { [loggersKey]?: Map<Runtime, LoggerService> };

/** Nest has a setter for the logger of the process and no getter. */
const nest = Logger as unknown as { staticInstanceRef?: LoggerService };

/**
 * Nest keeps one logger for the process, whatever the number of applications. This one hands each line to the application
 * in whose request it was written; outside of requests, to the one that was started last.
 */
export class RoutedNestLogger implements LoggerService {
  private constructor(
    private readonly loggers: Map<Runtime, LoggerService>,
    /** Whose turn it is when no application is left. */
    private readonly before: LoggerService | undefined,
  ) {}

  /** Makes `new Logger('X')` of Nest write through the logger of an application, with no change in `main.ts`. */
  static use(runtime: Runtime, logger: LoggerService): void {
    const loggers = ((globalThis as Slot)[loggersKey] ??= new Map<Runtime, LoggerService>());
    loggers.set(runtime, logger);
    const current = nest.staticInstanceRef;
    const before = current instanceof RoutedNestLogger ? current.before : current;
    Logger.overrideLogger(new RoutedNestLogger(loggers, before));
  }

  /** Forgets an application that was closed; with the last one the logger that Nest had before is back. */
  static release(runtime: Runtime): void {
    const loggers = (globalThis as Slot)[loggersKey];
    const current = nest.staticInstanceRef;
    if (!loggers?.delete(runtime) || loggers.size > 0 || !(current instanceof RoutedNestLogger)) return;
    if (current.before) Logger.overrideLogger(current.before);
  }

  log(message: unknown, ...optional: unknown[]): void {
    this.current()?.log(message, ...optional);
  }

  error(message: unknown, ...optional: unknown[]): void {
    this.current()?.error(message, ...optional);
  }

  warn(message: unknown, ...optional: unknown[]): void {
    this.current()?.warn(message, ...optional);
  }

  debug(message: unknown, ...optional: unknown[]): void {
    this.current()?.debug?.(message, ...optional);
  }

  verbose(message: unknown, ...optional: unknown[]): void {
    this.current()?.verbose?.(message, ...optional);
  }

  fatal(message: unknown, ...optional: unknown[]): void {
    this.current()?.fatal?.(message, ...optional);
  }

  private current(): LoggerService | undefined {
    const runtime = runtimeFor(context.active(), undefined);
    return (runtime && this.loggers.get(runtime)) ?? [...this.loggers.values()].at(-1);
  }
}
