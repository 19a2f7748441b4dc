import type { OtlpOptions } from '../observability.options.js';
import { oauth2ClientCredentials } from './oauth2-client-credentials.js';
import { demand } from './preset.error.js';
import { demandTokenUrl } from './token-request.js';

/** An account of base14 Scout. */
export interface ScoutPreset {
  /** Base URL of the account's collector. */
  readonly endpoint: string;
  /** Token endpoint of the account. */
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Whom the token is for. @defaultValue `'b14collector'` */
  readonly audience?: string;
}

/**
 * base14 Scout without a collector between: all three signals, with a token of the OAuth 2.0 client credentials grant that is
 * renewed before it expires.
 *
 * @see https://docs.base14.io/instrument/collector-setup/sending-telemetry-directly-to-scout-backend
 * @throws {@link PresetError} without one of the four, or with a token endpoint in clear text on another host
 */
export function scout(options: ScoutPreset): OtlpOptions {
  const { endpoint, tokenUrl, clientId, clientSecret, audience = 'b14collector' } = options;
  demand('scout', { endpoint, tokenUrl, clientId, clientSecret });
  demandTokenUrl('scout', tokenUrl);
  return {
    endpoint,
    headers: oauth2ClientCredentials({ tokenUrl, clientId, clientSecret, parameters: { audience } }),
    protocol: 'http/protobuf',
    compression: 'gzip',
  };
}
