import type { IncomingMessage } from 'node:http';

/** Which trace context of a caller is continued. */
export type PropagationTrust =
  'never' | 'always' | readonly string[] | ((request: IncomingMessage) => boolean);

/** A message that came through a broker, as the option `propagation.messages` is told of it. */
export interface PropagatedMessage {
  /** `rabbitmq`, `kafka`, `nats`, `redis`, `mqtt`, or the name of a transport of your own. */
  readonly system: string;
  /** The pattern by which its handler is looked for. */
  readonly pattern: string | undefined;
  /** A header, by its name. */
  header(name: string): string | undefined;
}

/** Which trace context of a producer behind a broker is continued. */
export type MessageTrustOption = 'never' | 'always' | ((message: PropagatedMessage) => boolean);

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
  /**
   * Whether the trace of a message is continued that came through a broker, where nobody has an address: the broker decides who
   * may publish. With `'never'`, for a broker to which devices or customers publish, each message starts a trace of its own with a
   * link to the producer's. Microservices over TCP and gRPC go by the ranges of `trust`. `OBSERVABILITY_PROPAGATION_MESSAGES` wins.
   * @defaultValue `'always'`
   */
  readonly messages?: MessageTrustOption;
  readonly baggage?: BaggageOptions;
  readonly inject?: InjectOptions;
}
