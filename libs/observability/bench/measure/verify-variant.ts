import type { PricedOrder } from '../app/order.js';
import type { AdapterName } from '../app/variant.js';
import { Connection } from '../load/connection.js';
import { getOrder, postOrder } from '../load/request-mix.js';
import type { Response } from '../load/response-reader.js';
import type { ReceivedSpan } from '../sink/span-reader.js';
import { BenchServer } from './bench-server.js';
import type { Peers } from './peers.js';
import { SAMPLED_VARIANTS, type VariantName } from './variants.js';

const ORDER_TOTAL = 13_800;
/** Enough that one in ten is not a matter of luck: none of them is chosen once in 10^9 runs. */
const READS_OF_SAMPLED = 200;
const OBSERVED_METHODS = ['find', 'load', 'price'];
const TRACE_ID = /"trace_?id":"([0-9a-f]{32})"/i;

/** What one `GET /orders/:id` produced, read before any figure is taken. */
export interface Verified {
  readonly variant: VariantName;
  readonly adapter: AdapterName;
  /** Names of the spans of that one request. */
  readonly spans: readonly string[];
}

/**
 * Serves one read and one write and proves that the variant does what it is measured for: right answers, a span for
 * each observed method, a request line in the log file with the trace id of those spans, a metric with the route.
 *
 * @throws Error naming what is missing, so that no variant is fast because it does nothing
 */
export async function verifyVariant(
  peers: Peers,
  variant: VariantName,
  adapter: AdapterName,
): Promise<Verified> {
  await peers.received();
  const server = await BenchServer.start({ variant, adapter, sinkPort: peers.sinkPort, exports: 'traces' });
  const where = `${variant} on ${adapter}`;
  try {
    const connection = await Connection.open(server.ready.port);
    const isSampled = SAMPLED_VARIANTS.includes(variant);
    const reads = isSampled ? READS_OF_SAMPLED : 1;
    let read = await connection.send(getOrder(7));
    for (let at = 1; at < reads; at += 1) read = await connection.send(getOrder(7));
    const write = await connection.send(postOrder());
    connection.close();
    const metrics = variant === 'bare' ? '' : await scrape(server.ready.port);
    await server.stop();

    verifyAnswers(where, read, write);
    const { sample } = await peers.received();
    const log = server.logText();
    if (variant === 'bare') verifySilence(where, sample, log);
    else verifyTelemetry(where, sample, log, metrics);
    if (isSampled) verifyShare(where, sample, reads);
    return { variant, adapter, spans: spansOfRead(sample).map(({ name }) => name) };
  } finally {
    server.discard();
  }
}

async function scrape(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  return response.text();
}

function verifyAnswers(where: string, read: Response, write: Response): void {
  const answers = [
    read.status,
    write.status,
    ...[read, write].map(({ body }) => (JSON.parse(body) as PricedOrder).total),
  ];
  const wanted = [200, 201, ORDER_TOTAL, ORDER_TOTAL];
  if (answers.join() !== wanted.join()) {
    throw new Error(
      `${where} answered ${answers.join()} instead of ${wanted.join()} (status and total of a read and a write)`,
    );
  }
}

function verifySilence(where: string, spans: readonly ReceivedSpan[], log: string): void {
  if (spans.length > 0 || log !== '')
    throw new Error(`${where} sent telemetry; it is what the others are compared with`);
}

function verifyTelemetry(where: string, spans: readonly ReceivedSpan[], log: string, metrics: string): void {
  const request = spansOfRead(spans);
  const missing = OBSERVED_METHODS.filter(method => !request.some(({ name }) => name.endsWith(`.${method}`)));
  if (missing.length > 0)
    throw new Error(`${where} sent no span for ${missing.join()}; it sent ${JSON.stringify(spans)}`);
  if (request.length <= OBSERVED_METHODS.length) throw new Error(`${where} sent no server span`);
  const traceId = request[0]?.traceId;
  if (!log.split('\n').some(line => TRACE_ID.exec(line)?.[1] === traceId)) {
    throw new Error(`${where} wrote no log line with trace id ${traceId}; the file says:\n${log}`);
  }
  if (!metrics.includes('route="/orders/:id"'))
    throw new Error(`${where} has no metric with the route:\n${metrics}`);
}

/** A variant that sends everything would pass for a sampled one that costs too much. */
function verifyShare(where: string, spans: readonly ReceivedSpan[], reads: number): void {
  const traces = new Set(spans.map(({ traceId }) => traceId)).size;
  if (traces > reads / 2)
    throw new Error(`${where} sent ${traces} of ${reads + 1} traces; one in ten is meant`);
}

/** The spans that share the trace of the `find` method. */
function spansOfRead(spans: readonly ReceivedSpan[]): ReceivedSpan[] {
  const traceId = spans.find(({ name }) => name.endsWith('.find'))?.traceId;
  return spans.filter(span => span.traceId === traceId);
}
