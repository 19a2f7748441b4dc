import type { EndpointHandler, EndpointReply } from '../core/endpoint.js';
import type { CheckResult } from './check-result.js';
import { toHealthSettings, type HealthModuleOptions, type RedactDetails } from './health.module-options.js';
import type { Readiness, ReadinessReport } from './readiness.js';

/** An endpoint and the path it is served under, outside global prefix, versioning and guards. */
export interface HealthEndpoint {
  readonly path: string;
  readonly handler: EndpointHandler;
}

/** Dependency injection token of the endpoints that the application has to serve: a `HealthEndpoint[]`. */
export const HEALTH_ENDPOINTS = Symbol('nestjs-observability:health-endpoints');

/**
 * Makes the two endpoints. Liveness says that the process can answer and nothing else, so that no sick dependency
 * and no shutdown makes an orchestrator kill it; readiness answers 503 when a dependency is down, before the
 * start is complete, and from the first moment of a shutdown.
 */
export function createHealthEndpoints(readiness: Readiness, options: HealthModuleOptions): HealthEndpoint[] {
  const settings = toHealthSettings(options.health);
  if (!settings.enabled) {
    return [];
  }
  const redact = settings.details ? options.redact : undefined;
  return [
    { path: settings.livenessPath, handler: readOnly(async () => jsonReply(200, { status: 'ok' })) },
    {
      path: settings.readinessPath,
      handler: readOnly(async () => {
        const report = await readiness.report();
        return jsonReply(report.ready ? 200 : 503, toBody(report, redact, options.brief === true));
      }),
    },
  ];
}

/** Answers GET and HEAD, and 405 to the rest. */
export function readOnly(answer: () => Promise<EndpointReply>): EndpointHandler {
  return async ({ method }) =>
    method === 'GET' || method === 'HEAD'
      ? answer()
      : { status: 405, headers: { allow: 'GET, HEAD', 'cache-control': 'no-store' }, body: '' };
}

/** An answer that no cache keeps. */
export function jsonReply(status: number, body: object): EndpointReply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}

function toBody(
  { ready, draining, results }: ReadinessReport,
  redact: RedactDetails | undefined,
  brief: boolean,
): object {
  const state = { status: ready ? 'ok' : 'error', ...(draining && { draining }) };
  if (brief) return state;
  const entries = [...results];
  return {
    ...state,
    checks: Object.fromEntries(entries.map(([name, { status }]) => [name, status])),
    ...(redact && {
      details: Object.fromEntries(entries.map(([name, result]) => [name, describe(result, redact)])),
    }),
  };
}

/** What an indicator says may be anything, so a part that cannot be redacted and written as JSON is left out. */
function describe({ details }: CheckResult, redact: RedactDetails): unknown {
  try {
    return JSON.parse(JSON.stringify(redact(details)));
  } catch {
    return {};
  }
}
