import type { ClientRequest, IncomingMessage } from 'node:http';
import { calledUrl, withoutBrackets, withoutQuery, type CalledUrl } from './called-url.js';
import type { ChannelListeners } from './channel-listeners.js';
import { OutboundCall } from './outbound-call.js';

interface RequestMessage {
  readonly request: ClientRequest;
}

interface AnswerMessage extends RequestMessage {
  readonly response: IncomingMessage;
}

interface FailureMessage extends RequestMessage {
  readonly error: unknown;
}

/** What is heard of `node:http` and `node:https`, and so of axios, got, and most SDKs. */
export function nodeHttpListeners(): ChannelListeners {
  const calls = new WeakMap<ClientRequest, OutboundCall>();
  return new Map<string, (message: unknown) => void>([
    [
      'http.client.request.created',
      message => {
        const { request } = message as RequestMessage;
        const call = OutboundCall.begin(request.method, () => urlOf(request));
        if (!call) return;
        calls.set(request, call);
        call.inject((name, value) => {
          // Headers that were given as a list, or with `expect`, are written already.
          if (!request.headersSent && !request.hasHeader(name)) request.setHeader(name, value);
        });
        // A listener for `error` would keep an error from being thrown that nobody listens for; this one changes nothing.
        request.once('close', () => call.safely(() => closed(request, call)));
      },
    ],
    [
      'http.client.response.finish',
      message => {
        const { request, response } = message as AnswerMessage;
        calls.get(request)?.answered(response.statusCode ?? 0, response.headers.location);
      },
    ],
    [
      'http.client.request.error',
      message => {
        const { request, error } = message as FailureMessage;
        calls.get(request)?.fail(error);
      },
    ],
  ]);
}

/** A request closes when its answer was read to the end, when it failed, and when somebody gave it up. */
function closed(request: ClientRequest, call: OutboundCall): void {
  const response = (request as { res?: IncomingMessage }).res;
  // An upgrade hands the connection over; its head has been the whole answer.
  if (response?.statusCode === 101) {
    call.answered(101, undefined);
    call.finish();
  } else if (response?.complete) call.finish();
  else if (response?.errored) call.fail(response.errored);
  else call.abandon();
}

/** Node keeps no port on a request; the `host` header has it, unless the application wrote another one. */
function urlOf(request: ClientRequest): CalledUrl | undefined {
  const { protocol, host, path, socketPath } = request as ClientRequest & { socketPath?: string };
  if (socketPath) {
    return {
      scheme: protocol === 'https:' ? 'https' : 'http',
      host: socketPath,
      port: undefined,
      path: withoutQuery(path),
    };
  }
  // A proxy is given the whole URL.
  if (/^https?:\/\//i.test(path) && URL.canParse(path)) {
    const { origin, pathname } = new URL(path);
    return calledUrl(origin, pathname);
  }
  const name = withoutBrackets(host);
  const header = hostHeader(request);
  const port = header && withoutBrackets(header.name) === name ? header.port : '';
  const target = request.method === 'CONNECT' ? '' : path;
  return calledUrl(`${protocol}//${name.includes(':') ? `[${name}]` : name}${port}`, target);
}

function hostHeader(request: ClientRequest): { name: string; port: string } | undefined {
  const header = request.getHeader('host');
  const parts = typeof header === 'string' ? /^(.*?)(:\d{1,5})?$/.exec(header) : null;
  return parts ? { name: parts[1] ?? '', port: parts[2] ?? '' } : undefined;
}
