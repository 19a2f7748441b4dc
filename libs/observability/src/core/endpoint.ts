/** The part of an incoming request that an operational endpoint may look at. */
export interface EndpointRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What an operational endpoint answers. */
export interface EndpointReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Serves one operational endpoint (`/healthz`, `/ready`, `/metrics`), whatever HTTP adapter carries it. */
export type EndpointHandler = (request: EndpointRequest) => Promise<EndpointReply>;
