import { AuditMonitor } from '../audit/audit-monitor.js';
import type { AuditVitals } from '../audit/audit-vitals.js';
import { auditIndicator } from './audit.indicator.js';
import type { ReportedResult } from './reported-result.js';

const signal = new AbortController().signal;

async function checked(vitals: Partial<AuditVitals>, limits = {}) {
  const { reachable = true, pending = 0, sealLag = 0, spillDepth = 0, anchorAge, unobserved = [] } = vitals;
  const monitor = new AuditMonitor({
    backlog: async () => {
      if (!reachable) throw new Error('gone');
      return { pending, sealLag };
    },
    spillDepth: () => spillDepth,
    anchorAge: () => anchorAge,
    unobserved: () => unobserved,
  });
  const { result } = (await auditIndicator(monitor, limits).check(signal)) as ReportedResult;
  return result;
}

describe('The audit indicator', () => {
  it('is up when nothing is late', async () => {
    await expect(checked({ pending: 10_000, sealLag: 60, anchorAge: 300 })).resolves.toEqual({
      status: 'up',
      details: {
        reachable: true,
        pending: 10_000,
        sealLag: 60,
        spillDepth: 0,
        anchorAge: 300,
        unobserved: [],
      },
    });
  });

  it.each<[string, Partial<AuditVitals>, RegExp]>([
    ['events pile up', { pending: 10_001 }, /^10001 events wait to be sealed \(limit 10000\)$/],
    ['sealing is late', { sealLag: 60.1 }, /^60100 ms is the age of the oldest event/],
    ['no anchor takes checkpoints', { anchorAge: 301 }, /^301000 ms is the age of the oldest checkpoint/],
    ['entries wait in the spill file', { spillDepth: 1 }, /^1 entries wait in the spill file \(limit 0\)$/],
  ])('is degraded when %s', async (_when, vitals, message) => {
    const { status, details } = await checked(vitals);

    expect(status).toBe('degraded');
    expect(details['message']).toMatch(message);
  });

  it.each<[string, Partial<AuditVitals>, RegExp]>([
    ['the tables do not answer', { reachable: false }, /do not answer/],
    [
      'a data source has lost the subscriber',
      { unobserved: ['default'] },
      /not registered on the data source "default"/,
    ],
  ])('is down when %s', async (_when, vitals, message) => {
    const { status, details } = await checked({ ...vitals, spillDepth: 5 });

    expect(status).toBe('down');
    expect(details['message']).toMatch(message);
    expect(details['message']).toMatch(/5 entries wait/);
  });

  it('takes other limits', async () => {
    const limits = { maxPending: 5, maxSealLag: 100, maxAnchorAge: 1_000, maxSpillDepth: 3 };
    const late = { pending: 6, sealLag: 0.2, anchorAge: 2, spillDepth: 4 };

    expect((await checked(late, limits)).status).toBe('degraded');
    expect((await checked({ pending: 5, sealLag: 0.1, anchorAge: 1, spillDepth: 3 }, limits)).status).toBe(
      'up',
    );
  });
});
