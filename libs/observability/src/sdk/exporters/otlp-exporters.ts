import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { OtlpTarget } from '../../config/resolved-options.js';

/** The settings that all OTLP exporters of OpenTelemetry share. */
interface ExporterSettings {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly timeoutMillis: number;
  readonly compression: never;
}

function settingsOf(target: OtlpTarget): ExporterSettings {
  return {
    url: target.url,
    headers: { ...target.headers },
    timeoutMillis: target.timeoutMs,
    // The enumeration of otlp-exporter-base is made of these very strings.
    compression: target.compression as never,
  };
}

/** Only the encoding that is used is loaded. */
export async function otlpSpanExporter(target: OtlpTarget): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    target.protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter(settingsOf(target));
}

/** Only the encoding that is used is loaded. */
export async function otlpMetricExporter(target: OtlpTarget): Promise<PushMetricExporter> {
  const { OTLPMetricExporter } =
    target.protocol === 'http/json'
      ? await import('@opentelemetry/exporter-metrics-otlp-http')
      : await import('@opentelemetry/exporter-metrics-otlp-proto');
  return new OTLPMetricExporter(settingsOf(target));
}

/** Only the encoding that is used is loaded. */
export async function otlpLogExporter(target: OtlpTarget): Promise<LogRecordExporter> {
  const { OTLPLogExporter } =
    target.protocol === 'http/json'
      ? await import('@opentelemetry/exporter-logs-otlp-http')
      : await import('@opentelemetry/exporter-logs-otlp-proto');
  return new OTLPLogExporter(settingsOf(target));
}
