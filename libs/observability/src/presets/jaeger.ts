import type { OtlpOptions } from '../observability.options.js';
import { demand } from './preset.error.js';

/** Where Jaeger listens. */
export interface JaegerPreset {
  /** OTLP receiver. @defaultValue `http://localhost:4318`, or port 4317 with gRPC */
  readonly endpoint?: string;
  /** @defaultValue `'http/protobuf'` */
  readonly protocol?: 'http/protobuf' | 'grpc';
}

/**
 * Jaeger, which stores traces alone: metrics and log records are not sent there, so name a second backend for them.
 *
 * @see https://www.jaegertracing.io/docs/latest/apis/#opentelemetry-protocol-stable
 */
export function jaeger({ endpoint, protocol = 'http/protobuf' }: JaegerPreset = {}): OtlpOptions {
  const local = protocol === 'grpc' ? 'http://localhost:4317' : 'http://localhost:4318';
  if (endpoint !== undefined) demand('jaeger', { endpoint });
  return { endpoint: endpoint ?? local, signals: ['traces'], protocol };
}
