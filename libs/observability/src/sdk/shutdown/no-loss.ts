import type { DropReason } from '../../core/export-ledger.js';

/** What was not sent because nobody wanted it: not chosen, or told by what was sent. */
export const noLoss: readonly DropReason[] = ['sampled_out', 'superseded', 'collapsed'];
