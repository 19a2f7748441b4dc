import { emptyRoot, HASH_LENGTH, nodeHash } from './node-hash.js';
import { isTreeSize, perfectSubtrees } from './tree-size.js';

/** A stored frontier that does not fit the size of its tree, e.g. because somebody edited the row. */
export class InvalidFrontierError extends Error {
  readonly code = 'AUDIT_FRONTIER_INVALID';

  constructor(size: number, length: number) {
    const needed = isTreeSize(size)
      ? `A tree of ${size} leaves needs ${perfectSubtrees(size) * HASH_LENGTH}.`
      : `${size} is no tree size.`;
    super(
      `Frontier.from(): ${length} bytes of frontier do not belong to this tree. ${needed} ` +
        `The stored checkpoint was changed: run the verification, and rebuild the tree from the leaves.`,
    );
    this.name = 'InvalidFrontierError';
  }
}

/**
 * Right edge of a Merkle tree (RFC 6962): the roots of its perfect subtrees, largest first. That is all one needs to
 * append leaves and to know the root: at most 53 hashes, whatever the size of the tree.
 */
export class Frontier {
  #size: number;
  readonly #hashes: Uint8Array[];

  private constructor(size: number, hashes: Uint8Array[]) {
    this.#size = size;
    this.#hashes = hashes;
  }

  /** Frontier of the tree without leaves. */
  static empty(): Frontier {
    return new Frontier(0, []);
  }

  /**
   * Reads what `toBytes` wrote.
   *
   * @throws InvalidFrontierError when the number of bytes does not fit the size.
   */
  static from(size: number, bytes: Uint8Array): Frontier {
    if (!isTreeSize(size) || bytes.length !== perfectSubtrees(size) * HASH_LENGTH) {
      throw new InvalidFrontierError(size, bytes.length);
    }
    const hashes: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += HASH_LENGTH) hashes.push(bytes.slice(at, at + HASH_LENGTH));
    return new Frontier(size, hashes);
  }

  /** Number of leaves. */
  get size(): number {
    return this.#size;
  }

  /** Roots of the perfect subtrees, largest first. */
  get hashes(): readonly Uint8Array[] {
    return this.#hashes;
  }

  /** Appends the next leaf. */
  append(leaf: Uint8Array): void {
    let root = leaf;
    // Each binary one at the end of the size is a subtree as large as what has been gathered so far.
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2)
      root = nodeHash(this.#hashes.pop()!, root);
    this.#hashes.push(root);
    this.#size += 1;
  }

  /** Root hash of the tree. */
  root(): Uint8Array {
    if (this.#size === 0) return emptyRoot();
    return this.#hashes.reduceRight((right, left) => nodeHash(left, right));
  }

  /** The same frontier once more, to append without changing this one. */
  copy(): Frontier {
    return new Frontier(this.#size, [...this.#hashes]);
  }

  /** All hashes one after another, for storing beside the size. */
  toBytes(): Uint8Array {
    return Buffer.concat(this.#hashes);
  }
}
