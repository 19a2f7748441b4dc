import { createServer } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import protobuf from 'protobufjs';

/** A collector that misbehaves on demand, in a process of its own: `process.send` tells what arrived. */
const protos = ['common', 'traces', 'metrics', 'logs'].map(name =>
  join(import.meta.dirname, '../otlp-proto', `${name}.proto`),
);
const schema = protobuf.loadSync(protos);
const requests = {
  '/v1/traces': schema.lookupType('otlp.TracesRequest'),
  '/v1/logs': schema.lookupType('otlp.LogsRequest'),
  '/v1/metrics': schema.lookupType('otlp.MetricsRequest'),
};

let fault = { kind: 'none' };
let timer;
let open = 0;
let seen = fresh();

function fresh() {
  return { ids: [], requests: [], mostOpen: 0, connections: 0 };
}

const server = createServer(
  { keepAliveTimeout: 60_000 },
  (request, response) => void serve(request, response),
);
server.on('connection', () => void (seen.connections += 1));
server.on('clientError', (_, socket) => socket.destroy());

async function serve(request, response) {
  const now = fault;
  open += 1;
  seen.mostOpen = Math.max(seen.mostOpen, open);
  response.once('close', () => void (open -= 1));
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  seen.requests.push({ at: Date.now(), path: request.url, headers: request.headers, fault: now.kind });
  if (now.kind === 'reset') return void request.once('data', () => request.socket.resetAndDestroy());
  const body = await bodyOf(request).catch(() => undefined);
  if (body === undefined || now.kind === 'hang') return;
  await answer(now, { request, response, body });
}

async function answer(now, { request, response, body }) {
  const json = request.headers['content-type'] === 'application/json';
  const type = { 'content-type': request.headers['content-type'] };
  if (now.kind === 'status') {
    if (now.retryAfter !== undefined) response.setHeader('retry-after', now.retryAfter);
    return response.writeHead(now.status).end(now.body ?? '');
  }
  if (now.kind === 'tooLarge' && body.length > now.bytes) return response.writeHead(413).end();
  if (now.kind === 'slow') await new Promise(resolve => setTimeout(resolve, now.ms));
  const ids = idsIn(request, body);
  const rejected = now.kind === 'partial' ? Math.min(now.items, ids.length) : 0;
  seen.ids.push(...ids.slice(rejected));
  response.writeHead(200, type);
  if (now.kind === 'trickle') return trickle(response, now.ms);
  if (now.kind === 'oversized') return flood(response);
  if (now.kind === 'resetAnswer') {
    response.write('x'.repeat(10));
    // Not at once, or the status is lost with the rest.
    return setTimeout(() => request.socket.resetAndDestroy(), 50);
  }
  return response.end(rejected === 0 ? (json ? '{}' : '') : partial(json, rejected, now.message));
}

function partial(json, rejected, message) {
  if (json)
    return JSON.stringify({ partialSuccess: { rejectedSpans: `${rejected}`, errorMessage: message } });
  const text = Buffer.from(message);
  const inner = Buffer.concat([Buffer.from([8, rejected, 18, text.length]), text]);
  return Buffer.concat([Buffer.from([10, inner.length]), inner]);
}

function trickle(response, ms) {
  const drip = setInterval(() => response.write('x'), ms);
  response.once('close', () => clearInterval(drip));
}

/** Goes on until the peer has enough. */
function flood(response) {
  const more = () => {
    while (!response.destroyed && response.write('x'.repeat(65_536)));
  };
  response.on('drain', more);
  more();
}

function idsIn({ url, headers }, body) {
  const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  const type = requests[url];
  const message =
    headers['content-type'] === 'application/json' ? JSON.parse(plain) : type.toObject(type.decode(plain));
  const found = [];
  for (const { scopeSpans = [] } of message.resourceSpans ?? [])
    for (const { spans = [] } of scopeSpans) for (const { spanId } of spans) found.push(hexOf(spanId));
  for (const { scopeLogs = [] } of message.resourceLogs ?? [])
    for (const { logRecords = [] } of scopeLogs)
      for (const { body: text } of logRecords) found.push(text?.stringValue ?? '');
  return found;
}

const hexOf = id => (typeof id === 'string' ? id : Buffer.from(id).toString('hex'));

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Refusing means that nobody listens and nothing is open. */
async function become(next, port) {
  clearTimeout(timer);
  fault = next;
  if (next.kind === 'refuse') {
    server.closeAllConnections();
    if (server.listening) await new Promise(resolve => server.close(resolve));
  } else if (!server.listening) {
    await new Promise(resolve => server.listen(port, '127.0.0.1', resolve));
  }
  if (next.forMs !== undefined) timer = setTimeout(() => void become({ kind: 'none' }, port), next.forMs);
}

let port = 0;
process.on('message', async ({ id, ask, fault: next }) => {
  if (ask === 'become') await become(next, port);
  if (ask === 'forget') seen = fresh();
  process.send({ id, ...(ask === 'seen' && { seen: { ...seen, open } }) });
});
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => {
  port = server.address().port;
  process.send({ port });
});
