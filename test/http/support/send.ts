import type { TestClient } from '../../support/test-client.js';

/** One request, written by hand so that nothing is added or repaired on its way. */
export interface RawRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came back, as it was on the wire. */
export interface RawAnswer {
  readonly status: number;
  /** By lower-case name; those that came more than once are joined by a comma. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Sends a request over a connection of its own and resolves when the server has recorded it. */
export async function send(client: TestClient, request: RawRequest): Promise<RawAnswer> {
  return parse(await client.raw(bytesOf(request)));
}

/** The request as text; `Connection: close` unless it says otherwise. */
export function bytesOf({ method = 'GET', path, headers = {}, body }: RawRequest): string {
  const all = {
    host: '127.0.0.1',
    connection: 'close',
    ...(body !== undefined && {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
    }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`;
}

function parse(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value);
  }
  return { status: Number(statusLine.split(' ')[1]), headers, body: text.slice(end + 4) };
}
