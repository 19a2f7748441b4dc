import type { OtlpOptions } from '../observability.options.js';
import { demand } from './preset.error.js';

/** Tempo, Loki and Prometheus or Mimir on servers of your own; each may be left out. */
export interface GrafanaStackPreset {
  /** OTLP receiver of Tempo, e.g. `http://tempo:4318`. */
  readonly tempo?: string;
  /** Loki, e.g. `http://loki:3100`. */
  readonly loki?: string;
  /** Prometheus with `--web.enable-otlp-receiver`, e.g. `http://prometheus:9090`. */
  readonly prometheus?: string;
  /** Mimir, e.g. `http://mimir:8080`; instead of `prometheus`. */
  readonly mimir?: string;
  /** Tenant, where they serve several: sent as `X-Scope-OrgID`. */
  readonly tenant?: string;
}

/**
 * The Grafana stack without a collector between: each signal goes where it is stored, and one that is down holds up no other.
 *
 * @see https://grafana.com/docs/loki/latest/send-data/otel/
 * @see https://prometheus.io/docs/guides/opentelemetry/
 */
export function grafanaStack({ tenant, ...servers }: GrafanaStackPreset): readonly OtlpOptions[] {
  const { tempo, loki, prometheus, mimir } = servers;
  if (tenant !== undefined) demand('grafanaStack', { tenant });
  const shared = tenant === undefined ? {} : { headers: { 'x-scope-orgid': tenant } };
  const metrics = prometheus === undefined ? below(mimir, '/otlp') : below(prometheus, '/api/v1/otlp');
  const targets = { traces: below(tempo, ''), logs: below(loki, '/otlp'), metrics };
  return (['traces', 'metrics', 'logs'] as const).flatMap(signal => {
    const endpoint = targets[signal];
    if (endpoint === undefined) return [];
    return [{ endpoint, signals: [signal], protocol: 'http/protobuf' as const, ...shared }];
  });
}

function below(server: string | undefined, path: string): string | undefined {
  return server === undefined ? undefined : `${server.replace(/\/+$/, '')}${path}`;
}
