import { trace, type Context } from '@opentelemetry/api';
import { scopeIn } from '../context/request-scope.js';
import type { ExceptionWatch } from '../core/exception-watch.js';
import { describeFailure } from '../core/failure.js';
import type { FaultLog } from '../core/fault-log.js';
import { attr, unmatchedRoute } from '../core/names.js';
import type { Operation } from '../core/operation.js';
import { BoundedTypes } from './bounded-types.js';
import { fingerprintOf } from './fingerprint.js';
import { OncePerTrace } from './once-per-trace.js';
import type { ExceptionListener, ExceptionOrigin, RecordedException } from './recorded-exception.js';

/** What the watcher works with. */
export interface ExceptionWatcherSettings {
  readonly faults: FaultLog;
  /** The predicate of the application; what it throws is reported, and the error counts. */
  readonly expected?: ((error: unknown) => boolean) | undefined;
  /** Where exceptions of observed work are written: as events of spans, as log records, or both. */
  readonly signal: 'events' | 'logs' | 'both';
  /** Counts an error; `route` is absent outside of requests. */
  readonly count?: ((type: string, route: string | undefined) => void) | undefined;
  readonly listeners?: readonly ExceptionListener[];
}

/** Sees every exception that ends observed work, and lets it be recorded once per trace: where it is innermost. */
export class ExceptionWatcher implements ExceptionWatch {
  private readonly once = new OncePerTrace();
  /** The work that an error ended first: who lets a promise reject outside of it loses the trace otherwise. */
  private readonly origins = new WeakMap<object, Context>();
  private readonly unplaced = new WeakSet<object>();
  private readonly types = new BoundedTypes();
  private readonly listeners: readonly ExceptionListener[];

  constructor(private readonly settings: ExceptionWatcherSettings) {
    this.listeners = settings.listeners ?? [];
  }

  expects(thrown: unknown): boolean {
    const { expected, faults } = this.settings;
    return expected !== undefined && faults.ask('errors.expected', () => expected(thrown)) === true;
  }

  failed(operation: Operation): void {
    this.settings.faults.guard('error tracking', () => this.note(operation));
  }

  /**
   * Notes an exception that nobody caught.
   *
   * @returns what is recorded, also when observed work has recorded it before
   */
  uncaught(thrown: unknown, origin: ExceptionOrigin, active: Context): RecordedException {
    const failure = describeFailure(thrown);
    const known = isObject(thrown) ? this.origins.get(thrown) : undefined;
    const context = known ?? active;
    const { fingerprint } = this.once.see(thrown, traceOf(context), () => fingerprintOf(failure));
    const exception = { failure, fingerprint, context, origin };
    if (!known) {
      this.settings.count?.(this.types.of(failure.type), undefined);
      this.tell(exception);
    }
    return exception;
  }

  private note(operation: Operation): void {
    const { failure, context, quiet } = operation;
    if (quiet) return;
    if (!failure) {
      // It was answered with an error of another service, which counts it.
      if (operation.definition.type === 'sent-message') return;
      this.count(operation, String(operation.dimensions[attr.errorType] ?? operation.outcome));
      return;
    }
    const { first, fingerprint } = this.once.see(failure.thrown, traceOf(context), () =>
      fingerprintOf(failure),
    );
    const { signal } = this.settings;
    operation.exception = {
      fingerprint,
      onSpan: this.isPlaced(first, failure.thrown, context) && signal !== 'logs',
      inRecord: signal !== 'events',
    };
    if (!first) return;
    if (isObject(failure.thrown)) this.origins.set(failure.thrown, context);
    this.count(operation, failure.type);
    this.tell({ failure, fingerprint, context, origin: 'operation' });
  }

  /** An exception belongs on the innermost span; where that is not recorded, on the next one outwards that is. */
  private isPlaced(first: boolean, thrown: unknown, active: Context): boolean {
    const recorded = trace.getSpan(active)?.isRecording() === true;
    if (!isObject(thrown)) return first;
    if (!recorded) {
      if (first) this.unplaced.add(thrown);
      return first;
    }
    return this.unplaced.delete(thrown) || first;
  }

  private count(operation: Operation, type: string): void {
    this.settings.count?.(this.types.of(type), routeOf(operation));
  }

  private tell(exception: RecordedException): void {
    for (const listener of this.listeners)
      this.settings.faults.guard('exception listener', () => listener(exception));
  }
}

function isObject(thrown: unknown): thrown is object {
  return typeof thrown === 'object' && thrown !== null;
}

/** Without traces the request stands for the trace. */
function traceOf(context: Context): string {
  return trace.getSpanContext(context)?.traceId ?? scopeIn(context)?.requestId ?? '';
}

/** Of the request that the work belongs to. */
function routeOf(operation: Operation): string | undefined {
  const edge = scopeIn(operation.context)?.operation ?? operation;
  if (edge.definition.type !== 'http') return undefined;
  return String(edge.dimensions[attr.httpRoute] ?? unmatchedRoute);
}
