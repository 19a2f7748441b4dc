import type { Attributes } from '@opentelemetry/api';
import { attr } from '../../core/names.js';
import type { OpenedPipeline } from './export-pipelines.js';

const encodings = {
  'http/protobuf': 'otlp_http',
  'http/json': 'otlp_http_json',
  grpc: 'otlp_grpc',
} as const;

const kinds = { traces: 'span', logs: 'log', metrics: 'metric' } as const;

/** How the conventions for SDK metrics label the processor of a pipeline. */
export function processorOf({ signal, index }: OpenedPipeline): Attributes {
  const type = `batching_${kinds[signal]}_processor`;
  return { [attr.componentType]: type, [attr.componentName]: `${type}/${index}` };
}

/** How they label its exporter. */
export function exporterOf({ target, signal, index }: OpenedPipeline): Attributes {
  const { hostname, port, protocol } = new URL(target.url);
  const type = `${encodings[target.protocol]}_${kinds[signal]}_exporter`;
  return {
    [attr.componentType]: type,
    [attr.componentName]: `${type}/${index}`,
    [attr.serverAddress]: hostname,
    [attr.serverPort]: Number(port) || (protocol === 'https:' ? 443 : 80),
  };
}
