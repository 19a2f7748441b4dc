import type { OtlpOptions } from '../observability.options.js';
import { demand } from './preset.error.js';

/** A project of Lightstep, now ServiceNow Cloud Observability. */
export interface LightstepPreset {
  readonly accessToken: string;
  /** Data centre. @defaultValue `'us'` */
  readonly region?: 'us' | 'eu';
  /** For satellites of your own, e.g. `https://satellite.example.com:443`. */
  readonly endpoint?: string;
}

/**
 * ServiceNow Cloud Observability (Lightstep): traces at `/v1/traces`, metrics at the path of its own that it takes them at,
 * and log records at `/v1/logs`.
 *
 * @see https://docs.lightstep.com/archive/send-otlp-over-http-to-lightstep
 * @throws {@link PresetError} without an access token
 */
export function lightstep({ accessToken, region = 'us', endpoint }: LightstepPreset): OtlpOptions {
  demand('lightstep', { accessToken });
  const host = region === 'eu' ? 'ingest.eu.lightstep.com' : 'ingest.lightstep.com';
  const base = (endpoint ?? `https://${host}:443`).replace(/\/+$/, '');
  return {
    endpoint: base,
    endpoints: { metrics: `${base}/metrics/otlp/v0.9` },
    headers: { 'lightstep-access-token': accessToken },
    protocol: 'http/protobuf',
    compression: 'gzip',
  };
}
