import { Frontier } from './frontier.js';

/** Root of the Merkle tree (RFC 6962) over these leaf hashes. */
export function merkleRoot(leaves: Iterable<Uint8Array>): Uint8Array {
  const frontier = Frontier.empty();
  for (const leaf of leaves) frontier.append(leaf);
  return frontier.root();
}
