import type { IncomingMessage } from 'node:http';

/** Which trace context of a caller is continued. */
export type PropagationTrust =
  'never' | 'always' | readonly string[] | ((request: IncomingMessage) => boolean);

/** Which entries of the `baggage` header travel, in and out. */
export interface BaggageOptions {
  /** Keys that may. @defaultValue `[]` */
  readonly keys?: readonly string[];
  /** Most entries of a request. @defaultValue `16` */
  readonly maxEntries?: number;
  /** Most bytes of keys and values of a request. @defaultValue `1_024` */
  readonly maxBytes?: number;
}

/** Where the trace context is sent. */
export interface InjectOptions {
  /** Hosts that get it, such as `payments.internal`, or `*.internal` for all below. @defaultValue every host */
  readonly hosts?: readonly string[];
}

/** The trace between services. */
export interface PropagationOptions {
  /**
   * Callers whose trace is continued: their addresses as CIDR ranges, or a function. The request of every other caller starts a
   * trace of its own with a link to the caller's, so that nobody outside steers sampling. `OBSERVABILITY_PROPAGATION_TRUST`
   * wins, because who runs the service knows the network. @defaultValue `'never'`
   */
  readonly trust?: PropagationTrust;
  readonly baggage?: BaggageOptions;
  readonly inject?: InjectOptions;
}
