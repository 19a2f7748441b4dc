import type { DropReason, ExportLedger, SignalName } from '../../core/export-ledger.js';
import { noLoss } from './no-loss.js';

const words: Record<SignalName, string> = {
  traces: 'spans',
  metrics: 'metric points',
  logs: 'log records',
};

/** The last line of an application that lost telemetry: what, how much and why; `undefined` when nothing was lost. */
export function lossSummary(
  ledgers: readonly ExportLedger[],
  lostLines: ReadonlyMap<string, number>,
): string | undefined {
  const parts = ledgers.flatMap(ledger => {
    const { ended, exported, dropped } = ledger.counts();
    const all = [...dropped.values()].reduce((sum, items) => sum + items, 0);
    const reasons = new Map<DropReason, number>(dropped);
    for (const reason of noLoss) reasons.delete(reason);
    // What nobody gave up is given up now.
    const left = ended - exported - all;
    if (left > 0) reasons.set('shutdown_deadline', (reasons.get('shutdown_deadline') ?? 0) + left);
    return reasons.size > 0
      ? [`${total(reasons)} of ${ended} ${words[ledger.signal]} (${listed(reasons)})`]
      : [];
  });
  const lines = new Map([...lostLines].filter(([, count]) => count > 0));
  if (lines.size > 0) parts.push(`${total(lines)} log lines (${listed(lines)})`);
  return parts.length > 0 ? `Telemetry lost by this process: ${parts.join(', ')}` : undefined;
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function listed(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([why, count]) => `${why} ${count}`).join(', ');
}
