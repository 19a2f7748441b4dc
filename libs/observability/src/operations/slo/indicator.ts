import { bucketBound, seconds, select, type Matchers } from '../rules/promql.js';
import type { Slo } from './slo-file.js';

/** The queries behind an objective; `[window]` is put where it belongs. */
export interface Indicator {
  /** Requests per second that missed the objective. */
  bad(window: string): string;
  /** Requests per second that are counted. */
  total(window: string): string;
}

/** Series of the duration histogram, as `/metrics` and an OTLP receiver of Prometheus name them. */
const durations = 'http_server_request_duration_seconds';

/** What an objective counts, over every instance of the service. */
export function indicatorOf(slo: Slo, service: string): Indicator {
  const { routes, methods } = slo.availability ?? slo.latency ?? {};
  const chosen: Matchers = { job: service, http_route: routes, http_request_method: methods };
  return slo.latency === undefined
    ? availability(chosen)
    : latency(chosen, seconds(slo.latency.threshold) ?? 0);
}

/** A request counts against it when the answer was a 5xx; what the caller did wrong does not. */
function availability(chosen: Matchers): Indicator {
  const total = (window: string): string => sum(select(`${durations}_count`, chosen), window);
  return {
    total,
    // A service that never failed has no series for it.
    bad: window =>
      `(${sum(select(`${durations}_count`, chosen, { http_response_status_code: /5../ }), window)} or 0 * ${total(window)})`,
  };
}

/** Only answers that were no 5xx are counted: those are the availability's. */
function latency(chosen: Matchers, threshold: number): Indicator {
  const answered: Matchers = { ...chosen, http_response_status_code: { not: /5../ } };
  const total = (window: string): string => sum(select(`${durations}_count`, answered), window);
  return {
    total,
    bad: window =>
      `(${total(window)} - ${sum(select(`${durations}_bucket`, answered, { le: bucketBound(threshold) }), window)})`,
  };
}

const sum = (selector: string, window: string): string => `sum(rate(${selector}[${window}]))`;
