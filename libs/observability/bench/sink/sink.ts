import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { ExportTally } from './export-tally.js';

/** An OTLP/HTTP receiver in a process of its own; each message from the parent asks for the count since the last one. */
const tally = new ExportTally();

const server = createServer((request, response) => {
  void receive(request).then(
    () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end(),
    (error: Error) => response.writeHead(400).end(error.message),
  );
});

async function receive(request: IncomingMessage): Promise<void> {
  const sent = await buffer(request);
  const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
  tally.add(sent.length, request.url === '/v1/traces' ? body : undefined);
}

process.on('message', () => process.send?.(tally.take()));
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
