import type { EndpointHandler } from '../core/endpoint.js';
import type { CheckResult } from './check-result.js';
import { jsonReply, readOnly } from './health-endpoints.js';
import type { Readiness } from './readiness.js';

/** Dependency injection token of the endpoint with the state and the latency of each check: an `EndpointHandler`. */
export const HEALTH_DETAILS = Symbol('nestjs-observability:health-details');

/**
 * Makes the endpoint for operators: which check is in which state, and how many milliseconds it took. What a check says beside
 * that - messages, hosts - stays in the log.
 */
export function createHealthDetails(readiness: Readiness): EndpointHandler {
  return readOnly(async () => {
    const { ready, draining, results } = await readiness.report();
    const checks = [...results].map(([name, result]) => [name, stateOf(result)]);
    return jsonReply(200, { status: ready ? 'ok' : 'error', draining, checks: Object.fromEntries(checks) });
  });
}

function stateOf({ status, details }: CheckResult): object {
  const took = details['responseTime'];
  return { status, ...(typeof took === 'number' && { latency_ms: took }) };
}
