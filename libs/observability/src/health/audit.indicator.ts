import type { AuditMonitor } from '../audit/audit-monitor.js';
import type { AuditVitals } from '../audit/audit-vitals.js';
import type { AuditHealthOptions } from '../observability.options.js';
import type { CheckResult } from './check-result.js';
import type { ReadinessIndicator } from './readiness-indicator.js';
import { ReportedResult } from './reported-result.js';

/**
 * Readiness of the audit trail, under the name `audit`. It is down only when events cannot be stored: the tables do not
 * answer, or a data source has lost the audit subscriber, which nothing else would tell. What makes the evidence late -
 * a backlog, a missing anchor, a spill file - degrades it, and traffic goes on.
 */
export function auditIndicator(monitor: AuditMonitor, limits: AuditHealthOptions = {}): ReadinessIndicator {
  return {
    name: 'audit',
    check: async () => new ReportedResult(judge(await monitor.refresh(), limits)),
  };
}

function judge(vitals: AuditVitals, limits: AuditHealthOptions): CheckResult {
  const failures = [
    ...(vitals.reachable ? [] : ['the tables of the audit trail do not answer']),
    ...vitals.unobserved.map(
      name =>
        `the audit subscriber is not registered on the data source "${name}": its changes leave no entries`,
    ),
  ];
  const warnings = [
    over('events wait to be sealed', vitals.pending, limits.maxPending ?? 10_000),
    over(
      'ms is the age of the oldest event that is not sealed',
      vitals.sealLag * 1000,
      limits.maxSealLag ?? 60_000,
    ),
    over(
      'ms is the age of the oldest checkpoint without an anchor',
      (vitals.anchorAge ?? 0) * 1000,
      limits.maxAnchorAge ?? 300_000,
    ),
    over('entries wait in the spill file', vitals.spillDepth, limits.maxSpillDepth ?? 0),
  ].filter(warning => warning !== undefined);
  const message = [...failures, ...warnings].join('; ');
  return {
    status: failures.length > 0 ? 'down' : warnings.length > 0 ? 'degraded' : 'up',
    details: { ...vitals, ...(message !== '' && { message }) },
  };
}

function over(what: string, value: number, limit: number): string | undefined {
  return value > limit ? `${Math.round(value)} ${what} (limit ${limit})` : undefined;
}
