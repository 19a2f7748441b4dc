import { Frontier } from './frontier.js';
import { RangeRoots } from './range-roots.js';
import { consistencyRanges, inclusionRanges, type TreeRange } from './tree-range.js';

/** Where the leaf hashes of a proof come from. */
export interface ProofLeaves {
  /** Leaf hashes in the order of the log, from `before.size` up to the size of the tree; more do no harm. */
  readonly leaves: Iterable<Uint8Array>;
  /** Frontier of an earlier checkpoint, so that not all leaves have to be read; from the start when missing. */
  readonly before?: Frontier;
}

/**
 * Proof that the leaf at `index` is in the tree of this size (RFC 6962, section 2.1.1).
 *
 * @throws RangeError when there is no such leaf.
 * @throws MissingLeavesError when leaves are missing, or `before` is larger than `index`.
 */
export function inclusionProof(index: number, size: number, from: ProofLeaves): Uint8Array[] {
  return hashesOf(inclusionRanges(index, size), from);
}

/**
 * Proof that the tree of `later` leaves begins with the tree of `earlier` leaves (RFC 6962, section 2.1.2).
 *
 * @throws RangeError when `later` is less than `earlier`.
 * @throws MissingLeavesError when leaves are missing, or `before` is larger than `earlier`.
 */
export function consistencyProof(earlier: number, later: number, from: ProofLeaves): Uint8Array[] {
  return hashesOf(consistencyRanges(earlier, later), from);
}

function hashesOf(ranges: readonly TreeRange[], { leaves, before }: ProofLeaves): Uint8Array[] {
  const roots = new RangeRoots(ranges, before ?? Frontier.empty());
  for (const leaf of leaves) roots.append(leaf);
  return roots.hashes();
}
