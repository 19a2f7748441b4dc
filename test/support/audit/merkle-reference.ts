import { createHash } from 'node:crypto';

/*
 * The definitions of RFC 6962, section 2.1, word by word and without any cleverness: what the fast code is compared
 * with.
 */

/** MTH(D[n]) over leaf hashes. */
export function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0]!;
  const split = halfOf(leaves.length);
  return sha256(Uint8Array.of(1), naiveRoot(leaves.slice(0, split)), naiveRoot(leaves.slice(split)));
}

/** PATH(m, D[n]). */
export function naivePath(index: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return [];
  const split = halfOf(leaves.length);
  return index < split
    ? [...naivePath(index, leaves.slice(0, split)), naiveRoot(leaves.slice(split))]
    : [...naivePath(index - split, leaves.slice(split)), naiveRoot(leaves.slice(0, split))];
}

/** PROOF(m, D[n]). */
export function naiveConsistency(size: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  return subproof(size, leaves, true);
}

function subproof(size: number, leaves: readonly Uint8Array[], complete: boolean): Uint8Array[] {
  if (size === leaves.length) return complete ? [] : [naiveRoot(leaves)];
  const split = halfOf(leaves.length);
  return size <= split
    ? [...subproof(size, leaves.slice(0, split), complete), naiveRoot(leaves.slice(split))]
    : [...subproof(size - split, leaves.slice(split), false), naiveRoot(leaves.slice(0, split))];
}

/** Largest power of two below n. */
function halfOf(n: number): number {
  return 2 ** (31 - Math.clz32(n - 1));
}

/** Different leaf hashes, as many as wanted. */
export function numberedLeaves(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => sha256(Uint8Array.of(0), Buffer.from(`leaf ${index}`)));
}

/** Leaf hashes of the eight inputs that Certificate Transparency implementations are tested with. */
export const referenceLeaves: readonly Uint8Array[] = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map(input => sha256(Uint8Array.of(0), Buffer.from(input, 'hex')));

/** Roots of the trees over the first 0, 1, ... 8 of them. */
export const referenceRoots: readonly string[] = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
}
