import type { OtlpOptions } from '../observability.options.js';
import { demand } from './preset.error.js';

/** A stack of Grafana Cloud. */
export interface GrafanaPreset {
  /** OTLP endpoint of the stack, e.g. `https://otlp-gateway-prod-eu-west-2.grafana.net/otlp`. */
  readonly endpoint: string;
  /** Number of the stack. */
  readonly instanceId: string;
  /** Token of an access policy that may write metrics, logs and traces. */
  readonly token: string;
}

/**
 * Grafana Cloud's OTLP gateway: traces become Tempo's, log records Loki's, metrics Mimir's.
 *
 * @see https://grafana.com/docs/grafana-cloud/send-data/otlp/send-data-otlp/
 * @throws {@link PresetError} without one of the three
 */
export function grafana({ endpoint, instanceId, token }: GrafanaPreset): OtlpOptions {
  demand('grafana', { endpoint, instanceId, token });
  const user = Buffer.from(`${instanceId}:${token}`).toString('base64');
  return {
    endpoint,
    headers: { authorization: `Basic ${user}` },
    protocol: 'http/protobuf',
    compression: 'gzip',
  };
}
