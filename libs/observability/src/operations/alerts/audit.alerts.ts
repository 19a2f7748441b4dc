import type { AlertGroup } from './alert.js';

/** The audit trail. A change that cannot be recorded is refused, which users feel; a broken trail cannot wait either. */
export const auditAlerts: AlertGroup = {
  name: 'nestjs-audit',
  alerts: [
    {
      name: 'AuditWriteFailures',
      severity: 'page',
      expr: 'sum by (job) (increase(audit_write_errors_total[5m])) > 0',
      for: '1m',
      summary: '{{ $labels.job }} cannot write its audit trail',
      description:
        'Audited changes inside a transaction are refused as long as this goes on; independent entries wait in the spill file.',
    },
    {
      name: 'AuditTrailTampered',
      severity: 'page',
      expr: 'max by (job) (audit_verify_failures_total) > 0',
      summary: 'The audit trail of {{ $labels.job }} is not what the application wrote',
      description:
        'A verification found a record that was changed, removed or added. Keep the database as it is until somebody has looked.',
    },
    {
      name: 'AuditSealLag',
      severity: 'ticket',
      expr: 'max by (job) (audit_seal_lag_seconds) > 60',
      for: '5m',
      summary: 'Audit events of {{ $labels.job }} have waited {{ $value | humanizeDuration }} to be sealed',
      description: 'No replica seals, or none keeps up. Events are safe meanwhile, but not yet provable.',
    },
    {
      name: 'AuditAnchorOld',
      severity: 'ticket',
      expr: 'max by (job) (audit_anchor_age_seconds) > 900',
      for: '10m',
      summary: 'No anchor has taken a checkpoint of {{ $labels.job }} for {{ $value | humanizeDuration }}',
      description: 'What is sealed since then can only be proven by the database itself.',
    },
    {
      name: 'AuditSpilling',
      severity: 'ticket',
      expr: 'max by (job, instance) (audit_spill_depth) > 0',
      for: '10m',
      summary: '{{ $value }} audit entries of {{ $labels.instance }} wait in the spill file',
      description:
        'The database did not take them. They are replayed when it does; until then they exist on that disk only.',
    },
    {
      name: 'AuditDenialsSurge',
      severity: 'ticket',
      expr: 'sum by (job) (increase(audit_events_total{outcome="denied"}[15m])) > 30 and sum by (job) (increase(audit_events_total{outcome="denied"}[15m])) > 5 * sum by (job) (increase(audit_events_total{outcome="denied"}[15m] offset 1h))',
      summary:
        '{{ $value | humanize }} audited attempts at {{ $labels.job }} were refused in a quarter of an hour',
      description:
        'Five times as many as an hour ago: somebody tries doors, or a role was taken away by mistake.',
    },
  ],
};
