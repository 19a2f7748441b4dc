import type { ExportLedger, SignalName } from '../../core/export-ledger.js';
import { noLoss } from './no-loss.js';

/** Items by signal; a signal of which nothing is known is left out. */
export type ItemCounts = Readonly<Partial<Record<SignalName, number>>>;

/** What a flush achieved. */
export interface FlushReport {
  /** Whether everything that had ended was sent within the time. */
  readonly complete: boolean;
  /** Items that still wait to be sent. */
  readonly left: ItemCounts;
  /** Items that were lost since the start of the application, for whatever reason; those that were not sampled are not. */
  readonly dropped: ItemCounts;
}

/** What the ledgers say after a flush. */
export function flushReport(complete: boolean, ledgers: readonly ExportLedger[]): FlushReport {
  const left: Partial<Record<SignalName, number>> = {};
  const dropped: Partial<Record<SignalName, number>> = {};
  for (const ledger of ledgers) {
    const { ended, exported, dropped: reasons } = ledger.counts();
    const all = [...reasons.values()].reduce((sum, items) => sum + items, 0);
    const lost = all - noLoss.reduce((sum, reason) => sum + (reasons.get(reason) ?? 0), 0);
    left[ledger.signal] = (left[ledger.signal] ?? 0) + ended - exported - all;
    dropped[ledger.signal] = (dropped[ledger.signal] ?? 0) + lost;
  }
  return { complete: complete && Object.values(left).every(items => items === 0), left, dropped };
}
