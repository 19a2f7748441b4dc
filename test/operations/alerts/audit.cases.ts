import type { AlertCase, Scenario } from './alert-case.js';

const audit = (name: string, values: string, more = ''): Scenario => ({
  [`${name}{job="shop",instance="a"${more}}`]: values,
});
const denied = (values: string): Scenario =>
  audit('audit_events_total', values, ',outcome="denied",atomicity="independent"');

export const auditCases: readonly AlertCase[] = [
  {
    alert: 'AuditWriteFailures',
    minute: 30,
    fires: audit('audit_write_errors_total', '0x20 0+1x40'),
    silent: audit('audit_write_errors_total', '3x60'),
  },
  {
    alert: 'AuditTrailTampered',
    minute: 10,
    fires: audit('audit_verify_failures_total', '0x5 1x60'),
    silent: audit('audit_verify_failures_total', '0x60'),
  },
  {
    alert: 'AuditSealLag',
    minute: 30,
    fires: audit('audit_seal_lag_seconds', '0+60x60'),
    silent: audit('audit_seal_lag_seconds', '0.2x60'),
  },
  {
    alert: 'AuditAnchorOld',
    minute: 60,
    fires: audit('audit_anchor_age_seconds', '0+60x90'),
    silent: audit('audit_anchor_age_seconds', '0+60x10 0+60x10 0+60x10 0+60x10 0+60x20'),
  },
  {
    alert: 'AuditSpilling',
    minute: 30,
    fires: audit('audit_spill_depth', '0x5 12x60'),
    silent: audit('audit_spill_depth', '0x22 12x5 0x60'),
  },
  {
    alert: 'AuditDenialsSurge',
    minute: 120,
    fires: denied('0+0.1x100 10+20x60'),
    // Refused as often as always.
    silent: denied('0+20x160'),
  },
];
