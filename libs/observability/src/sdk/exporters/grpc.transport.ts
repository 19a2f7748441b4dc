import type { Client, ClientUnaryCall, Metadata, ServiceError } from '@grpc/grpc-js';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { OtlpTarget } from '../../config/resolved-options.js';
import type { SignalName } from '../../core/export-ledger.js';
import type { ExportAnswer, ExportBody, ExportTransport } from '../pipeline/export-transport.js';
import { grpcAnswer } from './grpc-answer.js';
import type { HeaderSource } from './header-source.js';
import { partialSuccessOf } from './partial-success.js';

/** The package, which is an optional peer. */
export type GrpcPackage = typeof import('@grpc/grpc-js');

/** What a {@link GrpcTransport} is made of. */
export interface GrpcParts {
  readonly grpc: GrpcPackage;
  readonly target: OtlpTarget;
  readonly signal: SignalName;
  readonly headers: HeaderSource;
}

const methods: Readonly<Record<SignalName, string>> = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
};

const gzipByNumber = 2;
const unzipped = promisify(gunzip);
const asIs = (bytes: Buffer): Buffer => bytes;

/**
 * Speaks OTLP/gRPC: the protobuf bytes of OTLP/HTTP as one unary call, without generated code. Attempts are the pipeline's, so
 * that the package retries nothing by itself.
 */
export class GrpcTransport implements ExportTransport {
  private readonly client: Client;
  private readonly calls = new Set<ClientUnaryCall>();
  private closed = false;

  constructor(private readonly parts: GrpcParts) {
    const { grpc, target } = parts;
    this.client = new grpc.Client(addressOf(target.url), credentialsOf(grpc, target), {
      'grpc.default_compression_algorithm': target.compression === 'gzip' ? gzipByNumber : 0,
      'grpc.enable_retries': 0,
      'grpc.max_send_message_length': -1,
      // The pipeline paces attempts; a channel that waits longer would answer them without trying.
      'grpc.initial_reconnect_backoff_ms': 500,
      'grpc.max_reconnect_backoff_ms': 5_000,
      'grpc.primary_user_agent': 'OTel-OTLP-Exporter-JavaScript nestjs-observability',
    });
  }

  async send(body: ExportBody, timeoutMs: number): Promise<ExportAnswer> {
    if (this.closed) return { kind: 'retry', reason: 'the exporter is closed' };
    const deadline = Date.now() + timeoutMs;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<ExportAnswer>(resolve => {
      const reason = `not answered within ${timeoutMs} ms`;
      timer = setTimeout(() => resolve({ kind: 'retry', reason }), timeoutMs).unref();
    });
    try {
      return await Promise.race([this.attempt(body, deadline), late]);
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      return { kind: 'retry', reason };
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.closed = true;
    for (const call of this.calls) call.cancel();
    this.client.close();
  }

  private async attempt({ bytes, encoding }: ExportBody, deadline: number): Promise<ExportAnswer> {
    const { headers, signal } = this.parts;
    const metadata = this.metadataOf(await headers.current());
    // The package compresses by itself, and has no place for bytes that are compressed already.
    const message = encoding === 'gzip' ? await unzipped(bytes) : Buffer.from(bytes);
    return this.closed
      ? { kind: 'retry', reason: 'the exporter is closed' }
      : this.call(methods[signal], { message, metadata, deadline });
  }

  private call(
    method: string,
    request: { readonly message: Buffer; readonly metadata: Metadata; readonly deadline: number },
  ): Promise<ExportAnswer> {
    const { message, metadata, deadline } = request;
    return new Promise(resolve => {
      const done = (error: ServiceError | null, answer?: Buffer): void => {
        this.calls.delete(call);
        if (error) resolve(grpcAnswer(error));
        else resolve({ kind: 'accepted', ...partialSuccessOf(answer ?? Buffer.alloc(0), 'protobuf') });
      };
      const call = this.client.makeUnaryRequest(method, asIs, asIs, message, metadata, { deadline }, done);
      this.calls.add(call);
    });
  }

  private metadataOf(headers: Readonly<Record<string, string>>): Metadata {
    const metadata = new this.parts.grpc.Metadata();
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    return metadata;
  }
}

function addressOf(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}

function credentialsOf({ credentials }: GrpcPackage, { url, tls }: OtlpTarget) {
  if (!url.startsWith('https:')) return credentials.createInsecure();
  const bytesOf = (pem: string | undefined): Buffer | null => (pem === undefined ? null : Buffer.from(pem));
  return credentials.createSsl(bytesOf(tls?.ca), bytesOf(tls?.key), bytesOf(tls?.cert));
}
