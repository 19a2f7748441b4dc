import type { ResolvedForwarded } from './resolved-forwarded.js';

/** The HTTP edge. */
export interface ResolvedHttp {
  /** Lower case, as Node has incoming headers. */
  readonly requestIdHeader: string;
  /** Served but not observed at all: what `http.ignorePaths` names. */
  readonly ignorePaths: ReadonlySet<string>;
  /** Paths of our own endpoints: no span and no log line. */
  readonly quietPaths: ReadonlySet<string>;
  readonly captured: ResolvedHttpCapture;
  readonly forwarded: ResolvedForwarded;
}

/** What is recorded of requests and responses beside the usual. */
export interface ResolvedHttpCapture {
  /** Lower case. */
  readonly requestHeaders: readonly string[];
  readonly responseHeaders: readonly string[];
  readonly query: 'drop' | 'keys';
  /** `undefined` records no bodies. */
  readonly body:
    | {
        readonly ratio: number;
        readonly failures: boolean;
        /** `undefined`: every route. */
        readonly routes: ReadonlySet<string> | undefined;
        readonly maxLength: number;
      }
    | undefined;
}
