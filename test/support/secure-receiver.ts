import type { IncomingHttpHeaders } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { TestAuthority } from './certificates.js';

/** An OTLP backend behind TLS: notes paths, headers and who the client is. */
export class SecureReceiver {
  readonly seen: {
    readonly path: string;
    readonly client: string | undefined;
    readonly headers: IncomingHttpHeaders;
  }[] = [];

  private constructor(private readonly server: Server) {}

  static async start({ ca, server: { cert, key } }: TestAuthority, mutual: boolean): Promise<SecureReceiver> {
    const server = createServer({ ca, cert, key, requestCert: mutual, rejectUnauthorized: mutual });
    const receiver = new SecureReceiver(server);
    server.on('request', (request, response) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      const client = (subject as { CN?: string } | undefined)?.CN;
      receiver.seen.push({ path: request.url ?? '', client, headers: request.headers });
      request.resume().on('end', () => response.writeHead(200).end());
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get endpoint(): string {
    return `https://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise(resolve => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}
