import type { ForwardedOptions } from './forwarded.options.js';

/** The HTTP edge. */
export interface HttpOptions {
  /** Header that carries the request id in and out. @defaultValue `'x-request-id'` */
  readonly requestIdHeader?: string;
  /** Paths (exact, without query) that are served but neither traced, counted nor logged. @defaultValue `[]`; health and metrics paths are always quiet in traces and logs */
  readonly ignorePaths?: readonly string[];
  readonly forwarded?: ForwardedOptions;
  /** Headers that are recorded on the server span; none unless named, and their values pass the redaction policy. */
  readonly headers?: HttpHeadersOptions;
  /** Bodies of requests on the server span; none unless this is given. */
  readonly body?: HttpBodyOptions;
  /**
   * The query of a request on the server span: nothing of it, or the names of its parameters with masks for their values, as
   * `url.query`. @defaultValue `'drop'`
   */
  readonly query?: 'drop' | 'keys';
}

/** Headers that are recorded, each by its name: an allow-list. */
export interface HttpHeadersOptions {
  /** Become `http.request.header.<name>`. @defaultValue `[]` */
  readonly request?: readonly string[];
  /** Become `http.response.header.<name>`. @defaultValue `[]` */
  readonly response?: readonly string[];
}

/**
 * Bodies of requests, as the body parser of the application read them: nothing is read from the connection for it. JSON and
 * forms are copied and redacted; of multipart bodies only the names of fields and files are taken; all others are left out.
 */
export interface HttpBodyOptions {
  /** Share of requests whose body is recorded, 0 to 1. @defaultValue `0`; requests that fail follow `failures` */
  readonly ratio?: number;
  /** Record the body of each request that ends with an error from 500 on. @defaultValue `true` */
  readonly failures?: boolean;
  /** Route templates whose bodies may be recorded, such as `/orders/:id`. @defaultValue every route */
  readonly routes?: readonly string[];
  /** Longest body that is recorded, in characters of JSON after redaction; longer ones are cut. At most 16,384. @defaultValue `2_048` */
  readonly maxLength?: number;
}
