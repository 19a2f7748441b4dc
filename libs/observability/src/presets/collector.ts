import type { OtlpOptions } from '../observability.options.js';
import { demand } from './preset.error.js';

/** Where a collector listens. */
export interface CollectorPreset {
  /** Base URL. @defaultValue `http://localhost:4318`, or port 4317 with gRPC */
  readonly endpoint?: string;
  /** @defaultValue `'http/protobuf'` */
  readonly protocol?: 'http/protobuf' | 'http/json' | 'grpc';
}

/** An OpenTelemetry Collector, or another backend that takes plain OTLP: all three signals, no credentials. */
export function collector({ endpoint, protocol = 'http/protobuf' }: CollectorPreset = {}): OtlpOptions {
  const local = protocol === 'grpc' ? 'http://localhost:4317' : 'http://localhost:4318';
  if (endpoint !== undefined) demand('collector', { endpoint });
  return { endpoint: endpoint ?? local, protocol };
}
