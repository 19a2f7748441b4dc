import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { EndpointReply } from '../core/endpoint.js';
import { pathOf } from '../transports/http/http-request.js';
import { refusalOf, type AccessRules } from './access.js';
import { answer, type ManagementRoute } from './management-request.js';
import { readBody } from './read-body.js';

/** Bounds of the listener: an operator needs little, and a stranger must not get more. */
export interface ListenerLimits {
  /** Milliseconds for a whole request, its headers included. */
  readonly requestTimeout: number;
  /** Milliseconds between two looks for requests that are late. */
  readonly checkInterval: number;
  /** Connections that may be open; more are closed at once. */
  readonly connections: number;
}

const usual: ListenerLimits = { requestTimeout: 5_000, checkInterval: 1_000, connections: 64 };
const maxHeaderSize = 8_192;
const always = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** What is served, where, and to whom. */
export interface ManagementServerSettings {
  readonly host: string;
  readonly port: number;
  readonly routes: readonly ManagementRoute[];
  readonly access: AccessRules;
  readonly limits?: ListenerLimits;
}

/** An HTTP server of its own, which knows a few literal paths and no framework. It holds no process, and what happens in it ends in it. */
export class ManagementServer {
  private readonly server: Server;
  private readonly routes: ReadonlyMap<string, ManagementRoute>;

  constructor(private readonly settings: ManagementServerSettings) {
    const { requestTimeout, checkInterval, connections } = settings.limits ?? usual;
    this.routes = new Map(settings.routes.map(route => [route.path, route]));
    this.server = createServer({
      maxHeaderSize,
      requestTimeout,
      headersTimeout: requestTimeout,
      keepAliveTimeout: requestTimeout,
      connectionsCheckingInterval: checkInterval,
    });
    this.server.maxConnections = connections;
    this.server.on('request', (request, response) => void this.serve(request, response));
    this.server.on('clientError', refuse);
    // Nothing here speaks another protocol, and a socket that nobody takes would stay open.
    this.server.on('upgrade', (_request, socket) => socket.destroy());
    this.server.on('connect', (_request, socket) => socket.destroy());
    this.server.unref();
  }

  /** @throws the error of the system when nobody can listen there */
  async listen(): Promise<void> {
    const { port, host } = this.settings;
    this.server.listen({ port, host, exclusive: true });
    await once(this.server, 'listening');
    // What a listener does later must end no process.
    this.server.on('error', thrown => this.settings.access.faults.report('management', thrown));
  }

  /** `http://127.0.0.1:9464` */
  get url(): string {
    const { address, family, port } = this.server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }

  /** Cuts what is open: nobody who asks here is a user. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Whoever leaves in the middle is no fault of anybody.
    response.on('error', () => undefined);
    try {
      send(request, response, await this.reply(request));
    } catch (thrown) {
      this.settings.access.faults.report('management', thrown);
      if (response.headersSent) response.destroy();
      else send(request, response, answer(500, { error: 'this did not work; the log says why' }));
    }
  }

  private async reply(message: IncomingMessage): Promise<EndpointReply> {
    const { method = 'GET', headers } = message;
    const route = this.routes.get(pathOf(message.url ?? '/'));
    const refusal = await refusalOf({ method, headers }, route, this.settings.access);
    if (refusal) return refusal;
    if (!route) return answer(404, { error: 'not here', paths: [...this.routes.keys()] });
    const body = await readBody(message);
    if (body === undefined) return answer(413, { error: 'the body is too long' }, { connection: 'close' });
    return route.handle({ method, headers, body });
  }
}

function send(request: IncomingMessage, response: ServerResponse, reply: EndpointReply): void {
  const length = Buffer.byteLength(reply.body);
  response.writeHead(reply.status, { ...always, 'content-length': length, ...reply.headers });
  response.end(request.method === 'HEAD' ? undefined : reply.body);
}

const statusOf = new Map([
  ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'],
]);

/** Node ends the process's patience with a request; this ends the connection. */
function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
  socket.on('error', () => undefined);
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const status = statusOf.get(error.code ?? '') ?? '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}
