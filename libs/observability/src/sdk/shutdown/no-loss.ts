import type { DropReason } from '../../core/export-ledger.js';

/** What was not sent because nobody wanted it: not chosen, or contained in what was sent later. */
export const noLoss: readonly DropReason[] = ['sampled_out', 'superseded'];
