import { calledUrl } from './called-url.js';
import type { ChannelListeners } from './channel-listeners.js';
import { OutboundCall } from './outbound-call.js';

/** The part of undici's request that its channels show. */
interface UndiciRequest {
  readonly method: string;
  readonly origin: string | URL;
  readonly path: string;
  /** Names and values in turn, or lines of text in older versions. */
  readonly headers: readonly (string | Buffer | string[])[] | string;
  addHeader(name: string, value: string): unknown;
}

interface UndiciMessage {
  readonly request: UndiciRequest;
}

interface UndiciAnswer extends UndiciMessage {
  readonly response: { readonly statusCode: number; readonly headers: readonly (Buffer | string)[] };
}

interface UndiciFailure extends UndiciMessage {
  readonly error: unknown;
}

/** What is heard of `fetch` and undici, both the built-in one and the package. */
export function undiciListeners(): ChannelListeners {
  const calls = new WeakMap<object, OutboundCall>();
  const end = (message: unknown, how: (call: OutboundCall) => void): void => {
    const { request } = message as UndiciMessage;
    const call = calls.get(request);
    if (!call) return;
    calls.delete(request);
    how(call);
  };
  return new Map<string, (message: unknown) => void>([
    [
      'undici:request:create',
      message => {
        const { request } = message as UndiciMessage;
        const call = OutboundCall.begin(request.method, () =>
          calledUrl(String(request.origin), request.path),
        );
        if (!call) return;
        calls.set(request, call);
        const has = namesOf(request);
        call.inject((name, value) => has(name) || void request.addHeader(name, value));
      },
    ],
    [
      'undici:request:headers',
      message => {
        const { request, response } = message as UndiciAnswer;
        calls.get(request)?.answered(response.statusCode, headerOf(response.headers, 'location'));
      },
    ],
    ['undici:request:trailers', message => end(message, call => call.finish())],
    ['undici:request:error', message => end(message, call => call.fail((message as UndiciFailure).error))],
  ]);
}

/** Whether the application, or somebody else, sent a header of this name already. */
function namesOf({ headers }: UndiciRequest): (name: string) => boolean {
  return name =>
    typeof headers === 'string'
      ? headers.toLowerCase().includes(`${name}:`)
      : headers.some((one, index) => index % 2 === 0 && String(one).toLowerCase() === name);
}

function headerOf(headers: readonly (Buffer | string)[], name: string): string | undefined {
  for (let at = 0; at + 1 < headers.length; at += 2) {
    if (String(headers[at]).toLowerCase() === name) return String(headers[at + 1]);
  }
  return undefined;
}
