import type { OtlpOptions } from '../observability.options.js';
import { demand } from './preset.error.js';

/** An environment of Honeycomb. */
export interface HoneycombPreset {
  readonly apiKey: string;
  /** Where metrics go; Honeycomb files traces and log records by service name. */
  readonly dataset?: string;
  /** @defaultValue `'us'` */
  readonly region?: 'us' | 'eu';
  /** For a proxy such as Refinery. */
  readonly endpoint?: string;
}

/**
 * Honeycomb: all three signals, with its key in a header.
 *
 * @see https://docs.honeycomb.io/send-data/opentelemetry/
 * @throws {@link PresetError} without an API key
 */
export function honeycomb({ apiKey, dataset, region = 'us', endpoint }: HoneycombPreset): OtlpOptions {
  demand('honeycomb', { apiKey, ...(dataset === undefined ? {} : { dataset }) });
  const host = region === 'eu' ? 'api.eu1.honeycomb.io' : 'api.honeycomb.io';
  return {
    endpoint: endpoint ?? `https://${host}`,
    headers: {
      'x-honeycomb-team': apiKey,
      ...(dataset === undefined ? {} : { 'x-honeycomb-dataset': dataset }),
    },
    protocol: 'http/protobuf',
    compression: 'gzip',
  };
}
