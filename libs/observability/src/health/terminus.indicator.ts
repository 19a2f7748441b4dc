import type { HealthIndicatorResult } from '@nestjs/terminus';
import type { CheckResult, CheckStatus } from './check-result.js';
import type { ReadinessIndicator } from './readiness-indicator.js';
import { ReportedResult } from './reported-result.js';

/**
 * Plugs an indicator of `@nestjs/terminus`, or one written for it, into `/ready`.
 *
 * ```ts
 * health.register(terminusIndicator('heap', () => memory.checkHeap('heap', 512 * 1024 * 1024)));
 * ```
 *
 * A result with several keys is down when one of them is down. The deadline of the endpoint applies beside the
 * one that the indicator may have of its own.
 */
export function terminusIndicator(
  name: string,
  check: (signal: AbortSignal) => HealthIndicatorResult | PromiseLike<HealthIndicatorResult>,
): ReadinessIndicator {
  return { name, check: async signal => new ReportedResult(toCheckResult(await check(signal))) };
}

function toCheckResult(result: HealthIndicatorResult): CheckResult {
  const entries = Object.entries(result);
  const statuses = entries.map(([, entry]) => entry.status);
  const status = SEVEREST_FIRST.find(candidate => statuses.includes(candidate));
  if (status === undefined) {
    throw new TypeError('The Terminus indicator gave no result with a status');
  }
  const { status: _status, ...data } = entries[0]![1];
  return { status, details: entries.length === 1 ? data : result };
}

const SEVEREST_FIRST: readonly CheckStatus[] = ['down', 'degraded', 'up'];
