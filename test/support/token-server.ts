import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request for a token. */
export interface ReceivedTokenRequest {
  readonly authorization: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

/** An OAuth 2.0 token endpoint for tests, which gives `token-1`, `token-2` and so on. */
export class TokenServer {
  readonly requests: ReceivedTokenRequest[] = [];
  /** Seconds of life of a token. */
  expiresIn: number | undefined = 3_600;
  /** Decides over a request; anything but 200 gives no token. */
  judge: (request: ReceivedTokenRequest) => number = () => 200;
  private issued = 0;
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const parameters = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
      const received = { authorization: request.headers.authorization, parameters };
      this.requests.push(received);
      const status = this.judge(received);
      const answer =
        status === 200
          ? { access_token: `token-${++this.issued}`, token_type: 'Bearer', expires_in: this.expiresIn }
          : { error: 'invalid_client', error_description: 'hunter2 is wrong' };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });

  static async start(): Promise<TokenServer> {
    const tokens = new TokenServer();
    await new Promise<void>(resolve => tokens.server.listen(0, '127.0.0.1', resolve));
    return tokens;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/oauth2/token`;
  }

  async stop(): Promise<void> {
    const closed = new Promise(resolve => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}
