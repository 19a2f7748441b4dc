import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * What becomes of the next COMMIT: it never arrives, it arrives and its answer is lost, or it never arrives and the server
 * does not notice that the client is gone.
 */
export type Severance = 'before' | 'after' | 'unnoticed';

/** Stands between an application and its database and loses a connection at COMMIT, in three ways. */
export class SeveringProxy {
  private next: Severance | undefined;
  private readonly sockets = new Set<Socket>();
  /** Server sides of connections whose client is gone. */
  private readonly orphans = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('connection', client => this.serve(client));
  }

  /** Listens on a free port in front of a database. */
  static async start(url: string): Promise<SeveringProxy> {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return new SeveringProxy(server, new URL(url));
  }

  /** The URL of the database through the proxy. */
  url(database: string): string {
    const url = new URL(database);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  /** Loses the connection that sends the next COMMIT. */
  sever(how: Severance): void {
    this.next = how;
  }

  /** Lets the server notice at last which clients are gone. */
  async notice(): Promise<void> {
    const gone = [...this.orphans].map(
      orphan => new Promise(resolve => orphan.once('close', resolve).destroy()),
    );
    this.orphans.clear();
    await Promise.all(gone);
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise(resolve => this.server.close(resolve));
  }

  private serve(client: Socket): void {
    const server = connect(Number(this.target.port), this.target.hostname);
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    }
    server.on('data', data => client.write(data));
    server.on('close', () => client.destroy());
    let isLost = false;
    client.on('close', () => isLost || server.destroy());
    client.on('data', data => {
      const how = data.includes('COMMIT') ? this.next : undefined;
      if (!how) return void server.write(data);
      this.next = undefined;
      isLost = how === 'unnoticed';
      if (isLost) this.orphans.add(server);
      server.removeAllListeners('data');
      if (how !== 'after') return void client.destroy();
      // The answer means that the commit is done.
      server.once('data', () => client.destroy());
      server.write(data);
    });
  }
}
