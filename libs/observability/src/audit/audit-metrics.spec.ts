import { parseExposition } from '../../../../test/support/exposition/parse-exposition.js';
import { meterReadBy } from '../../../../test/support/metric-source.js';
import { ExemplarStore } from '../metrics/exemplar-store.js';
import { Exposition } from '../metrics/exposition/exposition.js';
import { SharedMetricReader } from '../metrics/shared-metric-reader.js';
import type { AuditEntry } from './audit-entry.js';
import { AuditMetrics } from './audit-metrics.js';
import type { AuditVitals } from './audit-vitals.js';

describe('The metrics of the audit trail', () => {
  it('count events by outcome, atomicity and kind of actor, and show the vitals', async () => {
    const reader = new SharedMetricReader();
    const vitals = {
      reachable: true,
      pending: 3,
      sealLag: 0.25,
      spillDepth: 1,
      anchorAge: 4,
      unobserved: [],
    };
    const metrics = new AuditMetrics(meterReadBy(reader), () => vitals);
    metrics.stored(entry('success', 'tx'));
    metrics.stored(entry('success', 'tx'));
    metrics.stored(entry('denied', 'independent'));
    metrics.failed();
    metrics.verified('tampered');
    metrics.verified('ok');
    metrics.verified('incomplete');

    expect(await pageOf(reader)).toEqual([
      'audit_anchor_age_seconds 4',
      'audit_events_total{atomicity="tx",audit_actor_type="user",outcome="success"} 2',
      'audit_events_total{atomicity="independent",audit_actor_type="user",outcome="denied"} 1',
      'audit_pending 3',
      'audit_seal_lag_seconds 0.25',
      'audit_spill_depth 1',
      'audit_verify_failures_total 1',
      'audit_write_errors_total 1',
    ]);
  });

  it('begin at zero, so that the first failure is an increase', async () => {
    const reader = new SharedMetricReader();
    const vitals = { reachable: true, pending: 0, sealLag: 0, spillDepth: 0, unobserved: [] };
    expect(new AuditMetrics(meterReadBy(reader), () => vitals)).toBeDefined();

    expect(await pageOf(reader)).toEqual(
      expect.arrayContaining(['audit_write_errors_total 0', 'audit_verify_failures_total 0']),
    );
  });

  it('do not tell the age of an anchor that there is not', async () => {
    const reader = new SharedMetricReader();
    const vitals: AuditVitals = { reachable: true, pending: 0, sealLag: 0, spillDepth: 0, unobserved: [] };
    expect(new AuditMetrics(meterReadBy(reader), () => vitals)).toBeDefined();

    expect((await pageOf(reader)).join('\n')).not.toContain('anchor');
  });
});

function entry(outcome: AuditEntry['outcome'], atomicity: AuditEntry['atomicity']): AuditEntry {
  return { outcome, atomicity, actor: { type: 'user' } } as AuditEntry;
}

async function pageOf(reader: SharedMetricReader): Promise<string[]> {
  const page = new Exposition((await reader.collect()).resourceMetrics, new ExemplarStore()).write('text');
  parseExposition(page, 'text');
  return page
    .split('\n')
    .filter(line => line.startsWith('audit_'))
    .map(line => line.replace(/otel_scope_[a-z]+="[^"]*",?/g, '').replace('{}', ''));
}
