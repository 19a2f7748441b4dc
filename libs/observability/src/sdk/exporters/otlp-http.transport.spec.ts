import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { OtlpHttpTransport } from './otlp-http.transport.js';

const body = { bytes: new Uint8Array([10, 0]), encoding: 'identity' } as const;

describe('OTLP over HTTP', () => {
  let server: Server;
  let transport: OtlpHttpTransport;
  const requests = new Map<Socket, number>();
  /** Whether a connection is cut at its second request, or at its first. */
  let cutAt = 2;

  beforeEach(async () => {
    requests.clear();
    server = createServer((request, response) => {
      const { socket } = request;
      requests.set(socket, (requests.get(socket) ?? 0) + 1);
      if (requests.get(socket) === cutAt) socket.destroy();
      else request.resume().on('end', () => response.end());
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    transport = new OtlpHttpTransport({
      url: `http://127.0.0.1:${port}/v1/traces`,
      format: 'protobuf',
      headers: () => ({}),
    });
  });
  afterEach(() => {
    transport.close();
    server.closeAllConnections();
    server.close();
  });

  it('takes a new connection at once when the one that was kept is gone', async () => {
    cutAt = 2;
    for (let count = 0; count < 4; count += 1) {
      expect(await transport.send(body, 20_000)).toEqual({ kind: 'accepted' });
    }
    expect(requests.size).toBe(4);
  });

  it('says so when a new connection is cut, and does not try again by itself', async () => {
    cutAt = 1;
    expect(await transport.send(body, 20_000)).toMatchObject({
      kind: 'retry',
      reason: expect.stringContaining('ECONNRESET'),
    });
    expect(requests.size).toBe(1);
  });
});
