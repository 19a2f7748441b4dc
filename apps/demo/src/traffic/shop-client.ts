import type { Tally } from './tally.ts';

/** Who sends a request. */
export type Shopper = 'clerk' | 'carol' | 'auditor' | 'stranger' | 'nobody';

/** A request of the demo. */
export interface ShopRequest {
  readonly as: Shopper;
  /** Method and route template: `GET /orders/:id`; `unmatched` for what no route takes. */
  readonly route: string;
  /** The path, when it is not the template itself. */
  readonly path?: string;
  /** An object is sent as JSON, text as it is. */
  readonly body?: unknown;
  readonly expect: number;
  readonly requestId?: string;
  /** Milliseconds after which the client goes away; the service then reports 499. */
  readonly leaveAfter?: number;
}

/** An answer, with the body as JSON. */
export interface ShopAnswer {
  readonly status: number;
  readonly body: { readonly id: string };
}

/** The status under which a service reports that its client went away. */
const CLIENT_LEFT = 499;

/** Sends requests to the orders service, counts them and notes every answer that was not expected. */
export class ShopClient {
  /** `POST /orders answered 500, not 201`, by how often. */
  readonly surprises = new Map<string, number>();
  readonly #url: string;
  readonly #tokens: ReadonlyMap<Shopper, string>;
  readonly #tally: Tally;

  constructor(url: string, tokens: ReadonlyMap<Shopper, string>, tally: Tally) {
    this.#url = url;
    this.#tokens = tokens;
    this.#tally = tally;
  }

  async send(request: ShopRequest): Promise<ShopAnswer> {
    const answer = await this.#exchange(request);
    this.#tally.add(request.route, answer.status);
    if (answer.status !== request.expect) {
      const surprise = `${request.route} answered ${answer.status}, not ${request.expect}`;
      this.surprises.set(surprise, (this.surprises.get(surprise) ?? 0) + 1);
    }
    return answer;
  }

  async #exchange(request: ShopRequest): Promise<ShopAnswer> {
    const [method = 'GET', template = '/'] = request.route.split(' ');
    const left = request.leaveAfter === undefined ? undefined : AbortSignal.timeout(request.leaveAfter);
    try {
      const response = await fetch(this.#url + (request.path ?? template), {
        method,
        headers: this.#headers(request),
        ...bodyOf(request.body),
        signal: left ?? AbortSignal.timeout(30_000),
      });
      return { status: response.status, body: (await response.json()) as ShopAnswer['body'] };
    } catch (error) {
      if (left?.aborted) return { status: CLIENT_LEFT, body: { id: '' } };
      throw error;
    }
  }

  #headers({ as, body, requestId }: ShopRequest): Record<string, string> {
    const token = this.#tokens.get(as);
    return {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(requestId && { 'x-request-id': requestId }),
    };
  }
}

function bodyOf(body: unknown): { body?: string } {
  if (body === undefined) return {};
  return { body: typeof body === 'string' ? body : JSON.stringify(body) };
}
