import type { Context } from '@opentelemetry/api';

/**
 * The parts of BullMQ that are used, so that nobody needs the package who does not have it. `test/background/contracts.spec.ts`
 * compiles them against the real ones.
 */

/** A job as a processor gets it. */
export interface BullJob {
  readonly id?: string | undefined;
  readonly name: string;
  readonly queueName: string;
  readonly timestamp: number;
  readonly processedOn?: number | undefined;
  readonly delay?: number;
  readonly attemptsMade: number;
  readonly repeatJobKey?: string | undefined;
  readonly opts: {
    readonly attempts?: number | undefined;
    readonly telemetry?: { readonly metadata?: string | undefined } | undefined;
  };
}

/** States of jobs that are counted. */
export const jobStates = [
  'waiting',
  'active',
  'delayed',
  'prioritized',
  'waiting-children',
  'failed',
] as const;

/** A queue as an application registers it. */
export interface BullQueue {
  readonly name: string;
  readonly opts: { telemetry?: unknown };
  readonly closing?: unknown;
  getJobCounts(...states: (typeof jobStates)[number][]): Promise<Record<string, number>>;
  getWaiting(start: number, end: number): Promise<readonly ({ readonly timestamp: number } | undefined)[]>;
}

/** What BullMQ is told of a span. */
export interface BullSpan {
  setSpanOnContext(active: Context): Context;
  setAttribute(key: string, value: unknown): void;
  setAttributes(attributes: Readonly<Record<string, unknown>>): void;
  addEvent(name: string, attributes?: Readonly<Record<string, unknown>>): void;
  recordException(exception: unknown): void;
  end(): void;
}

/** BullMQ's own interface for telemetry. */
export interface BullTelemetry {
  readonly tracer: {
    startSpan(name: string, options: { readonly kind?: number }, active?: Context): BullSpan;
  };
  readonly contextManager: {
    with<A extends (...args: never[]) => unknown>(active: Context, run: A): ReturnType<A>;
    active(): Context;
    root(): Context;
    getMetadata(active: Context): string;
    fromMetadata(active: Context, metadata: string): Context;
  };
}

/** Whether it is a queue of BullMQ, whichever copy of the package made it. */
export function isBullQueue(candidate: unknown): candidate is BullQueue {
  return hasMethods(candidate, ['add', 'addBulk', 'getJobCounts', 'getWaiting']);
}

/** Whether it adds trees of jobs. */
export function isFlowProducer(candidate: unknown): candidate is { telemetry?: unknown } {
  return hasMethods(candidate, ['add', 'addBulk', 'getFlow']) && !isBullQueue(candidate);
}

function hasMethods(candidate: unknown, names: readonly string[]): candidate is { opts: object } {
  try {
    return (
      typeof candidate === 'object' &&
      candidate !== null &&
      names.every(name => typeof (candidate as Record<string, unknown>)[name] === 'function') &&
      typeof (candidate as { opts?: unknown }).opts === 'object'
    );
  } catch {
    // Providers may be proxies that refuse to be looked at outside their scope.
    return false;
  }
}
