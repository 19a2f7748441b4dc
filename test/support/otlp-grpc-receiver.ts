import {
  Metadata,
  Server,
  ServerCredentials,
  status as grpcStatus,
  type sendUnaryData,
  type ServerUnaryCall,
} from '@grpc/grpc-js';
import { logRecordsOf, metricPointsOf, spansOf } from './otlp-signals.js';
import { readOtlpBody, type OtlpPath } from './otlp-wire.js';
import type { ReceivedLogRecord, ReceivedMetricPoint, ReceivedSpan } from './received-telemetry.js';
import type { TestAuthority } from './certificates.js';
import { until } from './until.js';

const services = {
  '/v1/traces': 'opentelemetry.proto.collector.trace.v1.TraceService',
  '/v1/metrics': 'opentelemetry.proto.collector.metrics.v1.MetricsService',
  '/v1/logs': 'opentelemetry.proto.collector.logs.v1.LogsService',
} as const satisfies Record<OtlpPath, string>;

/** One call, answered or not. */
export interface ReceivedCall {
  readonly path: OtlpPath;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly byteCount: number;
}

/** How the receiver answers instead. */
export interface GrpcFault {
  readonly code: grpcStatus;
  readonly details?: string;
  readonly metadata?: Metadata;
}

/** How a {@link OtlpGrpcReceiver} listens. */
export interface GrpcReceiverOptions {
  readonly authority?: TestAuthority;
  /** Whether clients have to show a certificate of the authority. */
  readonly mutual?: boolean;
  readonly port?: number;
}

/** A collector for tests that speaks OTLP/gRPC on a free port of 127.0.0.1. */
export class OtlpGrpcReceiver {
  readonly calls: ReceivedCall[] = [];
  readonly spans: ReceivedSpan[] = [];
  readonly metricPoints: ReceivedMetricPoint[] = [];
  readonly logRecords: ReceivedLogRecord[] = [];
  /** What to answer with; bytes are the answer's message. */
  answer: (call: ReceivedCall) => GrpcFault | Buffer | 'nothing' = () => Buffer.alloc(0);
  private readonly server = new Server();
  private constructor(
    private readonly secure: boolean,
    private listening = 0,
  ) {}

  /** Listens before it resolves. */
  static async start({
    authority,
    mutual = false,
    port = 0,
  }: GrpcReceiverOptions = {}): Promise<OtlpGrpcReceiver> {
    const receiver = new OtlpGrpcReceiver(authority !== undefined);
    for (const path of Object.keys(services) as OtlpPath[]) receiver.serve(path);
    const credentials = authority
      ? ServerCredentials.createSsl(
          Buffer.from(authority.ca),
          [
            {
              cert_chain: Buffer.from(authority.server.cert),
              private_key: Buffer.from(authority.server.key),
            },
          ],
          mutual,
        )
      : ServerCredentials.createInsecure();
    receiver.listening = await new Promise((resolve, reject) =>
      receiver.server.bindAsync(`127.0.0.1:${port}`, credentials, (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    return receiver;
  }

  get port(): number {
    return this.listening;
  }

  get endpoint(): string {
    return `${this.secure ? 'https' : 'http'}://127.0.0.1:${this.listening}`;
  }

  async waitForSpans(wanted: number): Promise<readonly ReceivedSpan[]> {
    const describe = (): string => `${wanted} spans; ${this.spans.length} came in ${this.calls.length} calls`;
    await until(() => this.spans.length >= wanted, { timeout: 10_000, describe });
    return this.spans;
  }

  stop(): void {
    this.server.forceShutdown();
  }

  private serve(path: OtlpPath): void {
    const asIs = (bytes: Buffer): Buffer => bytes;
    const definition = {
      path: `/${services[path]}/Export`,
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    };
    const handle = (call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>): void => {
      const received = { path, metadata: call.metadata.getMap(), byteCount: call.request.length };
      this.calls.push(received);
      const answer = this.answer(received);
      if (answer === 'nothing') return;
      if (!Buffer.isBuffer(answer)) {
        const { code, details = '', metadata } = answer;
        return done({ code, details, ...(metadata && { metadata }) });
      }
      this.keep(path, call.request);
      done(null, answer);
    };
    this.server.addService({ Export: definition }, { Export: handle });
  }

  private keep(path: OtlpPath, bytes: Buffer): void {
    const request = readOtlpBody({
      path,
      contentType: 'application/x-protobuf',
      encoding: 'identity',
      bytes,
    });
    if (path === '/v1/traces') this.spans.push(...spansOf(request));
    else if (path === '/v1/metrics') this.metricPoints.push(...metricPointsOf(request));
    else this.logRecords.push(...logRecordsOf(request));
  }
}
