import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A service that answers in every way that a client has to cope with. */
export class AwkwardServer {
  /** Headers of each request, the newest last. */
  readonly received: Record<string, string | string[] | undefined>[] = [];
  /** Connections that were opened. */
  connections = 0;
  private failures = 0;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  private constructor() {
    this.server = createServer((request, response) => {
      this.received.push(request.headers);
      const [, what = '', argument = ''] = (request.url ?? '').split('?')[0]!.split('/');
      if (what === 'status') return void response.writeHead(Number(argument)).end('x');
      if (what === 'cut') return void request.socket.destroy();
      if (what === 'silence') return;
      if (what === 'moved') return void response.writeHead(302, { location: `/items/${argument}` }).end();
      if (what === 'flaky') {
        this.failures += 1;
        return void response.writeHead(this.failures % 3 === 0 ? 200 : 503).end('x');
      }
      if (what === 'half') {
        response.writeHead(200, { 'content-length': '100' });
        return void response.write('half', () => request.socket.destroy());
      }
      if (what === 'stream') {
        response.write('one');
        return void this.waiting.push(() => response.end('two'));
      }
      response.end('ok');
    });
    this.server.on('connection', socket => {
      this.connections += 1;
      this.sockets.add(socket.once('close', () => this.sockets.delete(socket)));
    });
  }

  /** Ends the streams that have been begun. */
  readonly waiting: (() => void)[] = [];

  static async start(): Promise<AwkwardServer> {
    const made = new AwkwardServer();
    await new Promise<void>(resolve => made.server.listen(0, '127.0.0.1', resolve));
    return made;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise(resolve => this.server.close(resolve));
  }
}
