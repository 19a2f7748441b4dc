import { ExportLedger } from '../../core/export-ledger.js';
import { flushReport } from './flush-report.js';
import { lossSummary } from './loss-summary.js';

const spans = () => {
  const ledger = new ExportLedger('traces');
  ledger.ended(100);
  ledger.exported(80);
  ledger.dropped('queue_full', 5);
  ledger.dropped('sampled_out', 10);
  return ledger;
};

describe('lossSummary()', () => {
  it('says what was lost by reason; what still waits is lost to the deadline, what was not sampled is not lost', () => {
    const lines = new Map([
      ['info', 7],
      ['error', 0],
    ]);
    expect(lossSummary([spans(), new ExportLedger('logs')], lines)).toBe(
      'Telemetry lost by this process: 10 of 100 spans (queue_full 5, shutdown_deadline 5), 7 log lines (info 7)',
    );
  });

  it('says nothing when nothing was lost', () => {
    const ledger = new ExportLedger('traces');
    ledger.ended(3);
    ledger.exported(2);
    ledger.dropped('sampled_out');
    expect(lossSummary([ledger], new Map())).toBeUndefined();
  });
});

describe('flushReport()', () => {
  it('adds up the targets of a signal, and is incomplete while anything waits', () => {
    const idle = new ExportLedger('logs');
    expect(flushReport(true, [spans(), spans(), idle])).toEqual({
      complete: false,
      left: { traces: 10, logs: 0 },
      dropped: { traces: 10, logs: 0 },
    });
    expect(flushReport(true, [idle])).toMatchObject({ complete: true });
    expect(flushReport(false, [idle])).toMatchObject({ complete: false });
  });
});
