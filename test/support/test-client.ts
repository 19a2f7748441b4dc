import { request, type IncomingMessage, type RequestOptions } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { OpenRequests } from './open-requests.js';
import { unobserved } from './unobserved.js';

/** An answer that has been read to its end. */
export interface TestResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body, parsed. */
  json<T = unknown>(): T;
}

/** What is sent; a body that is no text goes out as `json`. */
export interface TestRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly json?: unknown;
}

/** Talks to the application under test; each call resolves after the server has recorded the request. */
export class TestClient {
  constructor(
    private readonly port: number,
    private readonly open: OpenRequests,
    private readonly recorded: () => Promise<void>,
  ) {}

  /** One request on a connection of its own; `json` in place of a body sends that. */
  async request(
    path: string,
    { json, body, method = 'GET', headers = {} }: TestRequest = {},
  ): Promise<TestResponse> {
    const type = json === undefined ? {} : { 'content-type': 'application/json' };
    const bytes = json === undefined ? body : JSON.stringify(json);
    const length = bytes === undefined ? {} : { 'content-length': Buffer.byteLength(bytes) };
    const response = await this.#send({ path, method, headers: { ...type, ...length, ...headers } }, bytes);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    await this.#settled();
    return {
      status: response.statusCode ?? 0,
      headers: new Headers(response.headers as Record<string, string>),
      text,
      json: <T>() => JSON.parse(text) as T,
    };
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<TestResponse> {
    return this.request(path, { headers });
  }

  async post(path: string, json: unknown, headers: Record<string, string> = {}): Promise<TestResponse> {
    return this.request(path, { method: 'POST', json, headers });
  }

  /**
   * Writes these bytes as they are, for what no client library would send, and resolves with all that came back until
   * the server closed the connection: say `Connection: close`.
   */
  async raw(bytes: string): Promise<string> {
    const socket = await this.#connect();
    const answer = textOf(socket);
    socket.write(bytes);
    const text = await answer;
    await this.#settled();
    return text;
  }

  /**
   * Leaves in the middle of a request: as soon as the server has heard of it, or once the first bytes of the answer are
   * there.
   */
  async abort(
    path: string,
    leave: 'when received' | 'when answering' = 'when received',
    headers: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const next = this.open.started + 1;
    const socket = await this.#connect();
    const answering = new Promise(resolve => socket.once('data', resolve));
    const lines = Object.entries({ host: '127.0.0.1', ...headers }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
    await this.open.waitForStart(next);
    if (leave === 'when answering') await answering;
    socket.destroy();
    await this.#settled();
  }

  #send(options: RequestOptions, body: string | Buffer | undefined): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      unobserved(() =>
        request({ host: '127.0.0.1', port: this.port, agent: false, ...options }, resolve)
          .once('error', reject)
          .end(body),
      );
    });
  }

  async #settled(): Promise<void> {
    await this.open.waitForClose();
    await this.recorded();
  }

  async #connect(): Promise<Socket> {
    const socket = connect(this.port, '127.0.0.1');
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    socket.on('error', () => undefined);
    return socket;
  }
}

async function textOf(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await new Promise(resolve => socket.once('close', resolve));
  return text;
}
