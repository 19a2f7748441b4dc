import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { logRecordsOf, metricPointsOf, spansOf } from './otlp-signals.js';
import { isOtlpPath, readOtlpBody, type OtlpPath } from './otlp-wire.js';
import type { ReceivedLogRecord, ReceivedMetricPoint, ReceivedSpan } from './received-telemetry.js';
import { until } from './until.js';

/** One export request, answered or not. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly contentType: string;
  /** `identity` or `gzip`. */
  readonly encoding: string;
  /** As it travelled, that is after compression. */
  readonly byteCount: number;
  /** Why a collector would refuse it; `undefined` for a request that was understood. */
  readonly problem: string | undefined;
}

/** How the receiver misbehaves; what arrives meanwhile is counted in `requests`, not kept as telemetry. */
export type ReceiverFault =
  | { readonly kind: 'none' }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: number }
  | { readonly kind: 'hang' };

/** A collector for tests: OTLP over HTTP, JSON and protobuf, plain and gzip, on a free port of 127.0.0.1. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  readonly metricPoints: ReceivedMetricPoint[] = [];
  readonly logRecords: ReceivedLogRecord[] = [];
  readonly requests: ReceivedRequest[] = [];
  #fault: ReceiverFault = { kind: 'none' };
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  /** Listens before it resolves. */
  static async start(): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
    await new Promise<void>(resolve => receiver.#server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  /** What `OTEL_EXPORTER_OTLP_ENDPOINT` expects, without a path. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Misbehaves from the next request on. */
  fail(fault: ReceiverFault): void {
    this.#fault = fault;
  }

  /** Resolves with all spans, once there are this many or once the predicate holds for one of them. */
  async waitForSpans(
    wanted: number | ((span: ReceivedSpan) => boolean),
    timeout?: number,
  ): Promise<readonly ReceivedSpan[]> {
    return this.#waitFor('spans', this.spans, wanted, timeout);
  }

  /** See {@link waitForSpans}. */
  async waitForMetricPoints(
    wanted: number | ((point: ReceivedMetricPoint) => boolean),
    timeout?: number,
  ): Promise<readonly ReceivedMetricPoint[]> {
    return this.#waitFor('metric points', this.metricPoints, wanted, timeout);
  }

  /** See {@link waitForSpans}. */
  async waitForLogRecords(
    wanted: number | ((record: ReceivedLogRecord) => boolean),
    timeout?: number,
  ): Promise<readonly ReceivedLogRecord[]> {
    return this.#waitFor('log records', this.logRecords, wanted, timeout);
  }

  /** Forgets everything received and behaves again. */
  reset(): void {
    for (const received of [this.spans, this.metricPoints, this.logRecords, this.requests])
      received.length = 0;
    this.#fault = { kind: 'none' };
  }

  /** Cuts open connections, hanging ones too. */
  async stop(): Promise<void> {
    const closed = new Promise(resolve => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #waitFor<T>(
    what: string,
    received: readonly T[],
    wanted: number | ((item: T) => boolean),
    timeout = 20_000,
  ): Promise<readonly T[]> {
    const isThere = () => (typeof wanted === 'number' ? received.length >= wanted : received.some(wanted));
    await until(isThere, {
      timeout,
      describe: () => `${what} after ${timeout} ms; ${received.length} arrived in ${this.#summary()}`,
    });
    return received;
  }

  #summary(): string {
    const paths = this.requests.map(({ path, problem }) => (problem ? `${path} (${problem})` : path));
    return `${paths.length} requests: ${paths.join(', ')}`;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await bodyOf(request).catch(() => undefined);
    if (bytes === undefined) return;
    const path = request.url ?? '';
    const contentType = request.headers['content-type'] ?? '';
    const encoding = request.headers['content-encoding'] ?? 'identity';
    const fault = this.#fault;
    const problem =
      fault.kind === 'none' ? this.#keep({ path, contentType, encoding, bytes }) : `fault: ${fault.kind}`;
    this.requests.push({
      path,
      headers: request.headers,
      contentType,
      encoding,
      byteCount: bytes.length,
      problem,
    });
    if (fault.kind === 'hang') return;
    if (fault.kind === 'status') {
      if (fault.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter);
      response.writeHead(fault.status).end();
      return;
    }
    // An empty message is a full success in both forms: `{}` in JSON, no bytes in protobuf.
    const isJson = contentType.startsWith('application/json');
    response.writeHead(problem ? 400 : 200, { 'content-type': contentType }).end(isJson ? '{}' : '');
  }

  #keep(body: { path: string; contentType: string; encoding: string; bytes: Buffer }): string | undefined {
    const { path } = body;
    if (!isOtlpPath(path)) return `no such path as ${path}`;
    try {
      this.#store(path, readOtlpBody({ ...body, path }));
      return undefined;
    } catch (error) {
      return String(error);
    }
  }

  #store(path: OtlpPath, request: Parameters<typeof spansOf>[0]): void {
    if (path === '/v1/traces') this.spans.push(...spansOf(request));
    else if (path === '/v1/metrics') this.metricPoints.push(...metricPointsOf(request));
    else this.logRecords.push(...logRecordsOf(request));
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
