import { splitPoint } from './tree-size.js';

/** Leaves from `start` up to, but without, `end`: a subtree whose root a proof needs. */
export interface TreeRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Subtrees whose roots prove that a leaf is in the tree: PATH of RFC 6962, from the sibling of the leaf upwards.
 *
 * @throws RangeError when there is no such leaf.
 */
export function inclusionRanges(index: number, size: number): TreeRange[] {
  if (!(index >= 0 && index < size)) throw new RangeError(`A tree of ${size} leaves has no leaf ${index}.`);
  const ranges: TreeRange[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.reverse();
}

/**
 * Subtrees whose roots prove that a tree has only been appended to: PROOF of RFC 6962. None are needed from the empty
 * tree or from the same size.
 *
 * @throws RangeError when the later tree is the smaller one.
 */
export function consistencyRanges(from: number, to: number): TreeRange[] {
  if (!(from >= 0 && from <= to)) throw new RangeError(`A tree of ${to} leaves never had ${from}.`);
  if (from === 0) return [];
  const ranges: TreeRange[] = [];
  let [start, end] = [0, to];
  while (from !== end) {
    const middle = start + splitPoint(end - start);
    if (from <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  // Whoever checks the proof has the root of the whole earlier tree, but not that of a part of it.
  if (start > 0) ranges.push({ start, end });
  return ranges.reverse();
}
