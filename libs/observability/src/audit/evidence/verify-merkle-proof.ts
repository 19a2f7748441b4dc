import { HASH_LENGTH, nodeHash } from './node-hash.js';
import { isTreeSize } from './tree-size.js';

/** A tree as a checkpoint names it. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Whether a proof shows that the leaf at `index` is in the tree (RFC 9162, section 2.1.3.2). */
export function verifiesInclusion(
  leaf: Uint8Array,
  index: number,
  tree: TreeHead,
  proof: readonly Uint8Array[],
): boolean {
  if (!isTreeSize(index) || !isTreeSize(tree.size) || index >= tree.size || !areHashes([leaf, ...proof]))
    return false;
  const place = new Place(index, tree.size - 1);
  let hash = leaf;
  for (const sibling of proof) {
    if (place.isRoot) return false;
    hash = place.siblingIsLeft ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
    place.toParent();
  }
  return place.isRoot && areEqual(hash, tree.root);
}

/** Whether a proof shows that the later tree begins with all leaves of the earlier one (RFC 9162, section 2.1.4.2). */
export function verifiesConsistency(
  earlier: TreeHead,
  later: TreeHead,
  proof: readonly Uint8Array[],
): boolean {
  if (!isTreeSize(earlier.size) || !isTreeSize(later.size) || earlier.size > later.size) return false;
  if (!areHashes([earlier.root, later.root, ...proof])) return false;
  if (earlier.size === later.size) return proof.length === 0 && areEqual(earlier.root, later.root);
  if (earlier.size === 0) return proof.length === 0;
  const place = new Place(earlier.size - 1, later.size - 1);
  place.leaveCompleteSubtrees();
  // A perfect earlier tree is itself the first node, and is not sent.
  const [first, ...rest] = place.index === 0 ? [earlier.root, ...proof] : proof;
  if (!first) return false;
  let [earlierHash, laterHash] = [first, first];
  for (const node of rest) {
    if (place.isRoot) return false;
    if (place.siblingIsLeft) {
      earlierHash = nodeHash(node, earlierHash);
      laterHash = nodeHash(node, laterHash);
    } else {
      laterHash = nodeHash(laterHash, node);
    }
    place.toParent();
  }
  return place.isRoot && areEqual(earlierHash, earlier.root) && areEqual(laterHash, later.root);
}

/** A node by its index in its level, and the index of the last node there. */
class Place {
  constructor(
    public index: number,
    private last: number,
  ) {}

  get isRoot(): boolean {
    return this.last === 0;
  }

  get siblingIsLeft(): boolean {
    return this.index % 2 === 1 || this.index === this.last;
  }

  toParent(): void {
    // The last node of a level may have no sibling; it is then moved up to where it has one on its left.
    if (this.index === this.last) while (this.index % 2 === 0 && this.index !== 0) this.halve();
    this.halve();
  }

  leaveCompleteSubtrees(): void {
    while (this.index % 2 === 1) this.halve();
  }

  private halve(): void {
    this.index = Math.floor(this.index / 2);
    this.last = Math.floor(this.last / 2);
  }
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every(hash => hash.length === HASH_LENGTH);
}

function areEqual(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}
