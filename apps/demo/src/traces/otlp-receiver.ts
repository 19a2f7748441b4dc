import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import type { RecordedRequest } from '../promises.ts';
import { type OtlpTraces, type Span, spansOf } from './otlp-span.ts';

/** The span of a served request. */
export type ServerSpan = Span & RecordedRequest;

const TRACES_KEPT = 2_000;

/** Takes OTLP over HTTP in JSON, on a free port of the loopback address, and keeps the newest 2,000 traces. */
export class OtlpReceiver {
  readonly #traces = new Map<string, Span[]>();
  readonly #requests = new Map<string, ServerSpan[]>();
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response));

  /** Resolves when the receiver listens. */
  static async start(): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
    await new Promise<void>(listening => receiver.#server.listen(0, '127.0.0.1', listening));
    receiver.#server.unref();
    return receiver;
  }

  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The requests that a service has served, as its server spans tell. */
  requests(service: string): readonly ServerSpan[] {
    return this.#requests.get(service) ?? [];
  }

  /** The spans of a trace that have arrived. */
  trace(traceId: string): readonly Span[] {
    return this.#traces.get(traceId) ?? [];
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const zipped = request.headers['content-encoding'] === 'gzip';
      const body = await json(zipped ? request.pipe(createGunzip()) : request);
      if (request.url === '/v1/traces') spansOf(body as OtlpTraces).forEach(span => this.#keep(span));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    } catch (error) {
      response.writeHead(400, { 'content-type': 'text/plain' }).end(String(error));
    }
  }

  #note(service: string, request: ServerSpan): void {
    const requests = this.#requests.get(service);
    if (requests) requests.push(request);
    else this.#requests.set(service, [request]);
  }

  #keep(span: Span): void {
    if (span.request !== undefined) this.#note(span.service, { ...span, request: span.request });
    const trace = this.#traces.get(span.traceId);
    if (trace) trace.push(span);
    else this.#traces.set(span.traceId, [span]);
    const [oldest] = this.#traces.keys();
    if (oldest !== undefined && this.#traces.size > TRACES_KEPT) this.#traces.delete(oldest);
  }
}
