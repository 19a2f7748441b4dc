import type { OtlpOptions } from '../observability.options.js';
import { demand } from './preset.error.js';

/** A SigNoz Cloud account. */
export interface SignozPreset {
  readonly region: 'us' | 'eu' | 'in' | (string & {});
  /** Of the account's ingestion settings. */
  readonly ingestionKey: string;
  /** For a host of your own. @defaultValue `https://ingest.<region>.signoz.cloud:443` */
  readonly endpoint?: string;
}

/**
 * SigNoz Cloud: all three signals. SigNoz on servers of your own takes plain OTLP: use `collector()`.
 *
 * @see https://signoz.io/docs/ingestion/signoz-cloud/overview/
 * @throws {@link PresetError} without a region or an ingestion key
 */
export function signoz({ region, ingestionKey, endpoint }: SignozPreset): OtlpOptions {
  demand('signoz', { region, ingestionKey });
  return {
    endpoint: endpoint ?? `https://ingest.${region}.signoz.cloud:443`,
    headers: { 'signoz-ingestion-key': ingestionKey },
    protocol: 'http/protobuf',
    compression: 'gzip',
  };
}
