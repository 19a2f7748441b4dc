import type { EndpointReply, EndpointRequest } from '../core/endpoint.js';

/** A request to the listener for operators, read to its end. */
export interface ManagementRequest extends EndpointRequest {
  readonly body: string;
}

/** One path of the listener. */
export interface ManagementRoute {
  readonly path: string;
  /** Whether the token has to be shown, where there is one. */
  readonly guarded: boolean;
  readonly handle: (request: ManagementRequest) => Promise<EndpointReply>;
}

/** An answer in JSON that no cache keeps and no browser takes for something else. */
export function answer(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): EndpointReply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: `${JSON.stringify(body)}\n`,
  };
}
