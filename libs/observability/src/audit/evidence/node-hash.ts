import { hash } from 'node:crypto';

/** Length of every hash of a tree, in bytes. */
export const HASH_LENGTH = 32;

/** Hash of an inner node of the Merkle tree (RFC 6962): SHA-256 of a one byte and both children. 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const data = Buffer.allocUnsafe(1 + 2 * HASH_LENGTH);
  data[0] = 1;
  data.set(left, 1);
  data.set(right, 1 + HASH_LENGTH);
  return hash('sha256', data, 'buffer');
}

/** Root of the tree without leaves: SHA-256 of nothing. */
export function emptyRoot(): Uint8Array {
  return hash('sha256', '', 'buffer');
}
