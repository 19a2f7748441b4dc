import type { DynamicModule, INestApplication } from '@nestjs/common';
import type { ObservabilityOptions } from '../../observability.options.js';

/** A request that both applications get. */
export interface DifferentialRequest {
  /** @defaultValue `'GET'` */
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is. */
  readonly body?: string | Uint8Array;
  /** Sent as JSON, in place of `body`. */
  readonly json?: unknown;
}

/** Something that both applications do; what it returns, resolves to or throws is compared, by identity where it is the same. */
export type DifferentialCall = (app: INestApplication) => unknown;

/** A step of the comparison. */
export type DifferentialStep = DifferentialRequest | DifferentialCall;

/**
 * Makes the application, without starting it to listen.
 *
 * @param observability for `imports`: the module, or nothing
 * @param note remembers what happened, in its order, to be compared as well
 */
export type CreateApp = (
  observability: readonly DynamicModule[],
  note: (event: unknown) => void,
) => Promise<INestApplication> | INestApplication;

/** How two applications are compared. */
export interface DifferentialOptions {
  /** Options of the module. @defaultValue log lines go nowhere */
  readonly observability?: ObservabilityOptions;
  /** Headers of answers that are not compared, in lower case, beside `date`, `x-request-id` and connection headers. */
  readonly ignoreHeaders?: readonly string[];
}

/** What an application does differently when it is observed. */
export interface Difference {
  /** The step, such as `GET /orders/7` or `call 3`; `events` for what was noted. */
  readonly step: string;
  /** `status`, `body`, `header etag`, `value`, `thrown` or `order`. */
  readonly what: string;
  readonly without: unknown;
  readonly with: unknown;
}
