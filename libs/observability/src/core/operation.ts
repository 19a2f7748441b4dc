import type { Attributes, AttributeValue, Context, Link, Span } from '@opentelemetry/api';
import type { NotedException } from './exception-watch.js';
import type { Failure } from './failure.js';
import type { DimensionKey } from './names.js';
import type { OperationRecorder } from './operation-recorder.js';

/** The role of an operation in a conversation between services, as OpenTelemetry names span kinds. */
export type OperationKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** Where an operation came from: the edge of a transport, or a decorated method. */
export type OperationType =
  | 'http'
  | 'rpc'
  | 'websocket'
  | 'graphql'
  /** A message that is sent. */
  | 'sent-message'
  /** A connection that stays open. */
  | 'connection'
  | 'method'
  /** A statement for a database. */
  | 'database'
  /** A call of another service. */
  | 'http-client'
  /** Work that no request waits for. */
  | 'background'
  /** A job that is put into a queue. */
  | 'queue-send';

/**
 * How an operation ended. `rejected` is an expected refusal (a 4xx, a `NotFoundException`), which is nobody's error;
 * `aborted` means that whoever asked went away first.
 */
export type Outcome = 'success' | 'rejected' | 'failure' | 'aborted';

/** Values from bounded sets, known by type: what may become a metric label. */
export type Dimensions = { [Key in DimensionKey]?: string | number | boolean };

/** What is the same for every run of an operation; made once per method or route, never per call. */
export interface OperationDefinition {
  readonly type: OperationType;
  readonly name: string;
  readonly kind: OperationKind;
  /** Whether the method's own duration and call count are measured. */
  readonly metrics: boolean;
  /** Starts a trace of its own instead of continuing the caller's. */
  readonly root: boolean;
  /** When a line tells the end of it, where the type has lines at all. @defaultValue `'always'` */
  readonly line?: 'always' | 'failures';
  /** Dimensions that never change, e.g. the function name. */
  readonly dimensions: Readonly<Dimensions>;
  /** Unbounded attributes that never change and need no redaction: spans only. */
  readonly details?: Attributes;
}

/** One unit of observed work: it has a start, an outcome and attributes, and recorders make signals of it. */
export class Operation {
  /** Shown on the span; a transport may refine it once the route is known. */
  name: string;
  /** The OpenTelemetry context in which the work runs; recorders extend it at the start. */
  context: Context;
  /** Bounded attributes: spans, logs and metrics. */
  readonly dimensions: Dimensions;
  /** Unbounded attributes: spans and logs, never a metric label. */
  readonly details: Attributes = {};
  readonly links: Link[] = [];
  /** Size of the request body, where it is known: measured, and on no span. */
  requestBytes: number | undefined;
  /** Size of the response body, likewise. */
  responseBytes: number | undefined;
  /** What the metrics counted it as when it began: it must leave under the same labels. */
  countedAs: object | undefined;
  /** From `performance.now()`, in milliseconds. */
  readonly startedAt: number = performance.now();
  /** Milliseconds; set when the operation ends. */
  duration = 0;
  outcome: Outcome = 'success';
  failure: Failure | undefined;
  /** A span that somebody else made for the same work: it is described as our own would be, and left for them to end. */
  takenOver: Span | undefined;
  /** How the exception of a failure is told; unset where nobody watches for exceptions. */
  exception: NotedException | undefined;
  /** Nobody should hear of it in traces and logs: a probe, a scrape. */
  quiet = false;
  ended = false;

  constructor(
    readonly definition: OperationDefinition,
    readonly parent: Context,
    /** Who reacts to this operation, in their fixed order. */
    readonly recorders: readonly OperationRecorder[],
  ) {
    this.name = definition.name;
    this.context = parent;
    this.dimensions = { ...definition.dimensions };
  }

  /** Notes an unbounded attribute. */
  detail(key: string, value: AttributeValue | undefined): void {
    if (value !== undefined) this.details[key] = value;
  }
}
