import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { OtlpTarget } from '../../config/resolved-options.js';
import { exportRequest, type EncodedSpans } from '../otlp/encoded-spans.js';
import type { EncodedSpanExporter } from '../otlp/encoding-span-processor.js';
import type { ExportConnections, ExportTransport } from './export-connections.js';

/** The settings that all OTLP exporters of OpenTelemetry share. */
interface ExporterSettings {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly timeoutMillis: number;
  readonly compression: never;
  readonly httpAgentOptions: ExportConnections['agentFor'];
}

/** Makes the OTLP exporters of one application, all on the same connections; only the encoding that is used is loaded. */
export class OtlpExporters {
  constructor(private readonly connections: ExportConnections) {}

  async spans(target: OtlpTarget): Promise<SpanExporter> {
    const { OTLPTraceExporter } =
      target.protocol === 'http/json'
        ? await import('@opentelemetry/exporter-trace-otlp-http')
        : await import('@opentelemetry/exporter-trace-otlp-proto');
    return this.endable(new OTLPTraceExporter(this.settingsOf(target)));
  }

  /** For spans that are protobuf already; the target's protocol must be `http/protobuf`. */
  async encodedSpans(target: OtlpTarget): Promise<EncodedSpanExporter> {
    const exporter = await this.spans(target);
    const { _delegate: delegate } = exporter as unknown as ExporterInternals;
    const { deserializeResponse } = delegate._serializer;
    delegate._serializer = { serializeRequest: exportRequest, deserializeResponse };
    return exporter as unknown as EncodedSpanExporter;
  }

  async metrics(target: OtlpTarget): Promise<PushMetricExporter> {
    const { OTLPMetricExporter } =
      target.protocol === 'http/json'
        ? await import('@opentelemetry/exporter-metrics-otlp-http')
        : await import('@opentelemetry/exporter-metrics-otlp-proto');
    return this.endable(new OTLPMetricExporter(this.settingsOf(target)));
  }

  async logs(target: OtlpTarget): Promise<LogRecordExporter> {
    const { OTLPLogExporter } =
      target.protocol === 'http/json'
        ? await import('@opentelemetry/exporter-logs-otlp-http')
        : await import('@opentelemetry/exporter-logs-otlp-proto');
    return this.endable(new OTLPLogExporter(this.settingsOf(target)));
  }

  private settingsOf(target: OtlpTarget): ExporterSettings {
    return {
      url: target.url,
      headers: { ...target.headers },
      timeoutMillis: target.timeoutMs,
      // The enumeration of otlp-exporter-base is made of these very strings.
      compression: target.compression as never,
      httpAgentOptions: this.connections.agentFor,
    };
  }

  /**
   * Puts our retries in place of the exporter's, which hold the process and cannot be ended. There is no public place for
   * that, nor for the encoding; `otlp-exporters.spec.ts` pins the fields for the exact version that package.json names.
   */
  private endable<T extends object>(exporter: T): T {
    const { _delegate: delegate } = exporter as unknown as ExporterInternals;
    const { _transport: http } = delegate._transport as RetryingTransport;
    delegate._transport = this.connections.endable(http);
    return exporter;
  }
}

/** An exporter hands the bytes of its serializer to a retrying transport, which hands them to one that speaks HTTP. */
interface ExporterInternals {
  readonly _delegate: { _transport: ExportTransport; _serializer: TraceSerializer };
}

interface TraceSerializer {
  serializeRequest(spans: EncodedSpans): Uint8Array;
  deserializeResponse(bytes: Uint8Array): unknown;
}

interface RetryingTransport extends ExportTransport {
  readonly _transport: ExportTransport;
}
