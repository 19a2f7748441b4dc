/*
 * Sizes and positions are plain numbers up to 2^53: bitwise operators would cut them to 32 bits, so halves are taken by
 * division.
 */

/** Whether a number can be the size of a tree. */
export function isTreeSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 0;
}

/** How many perfect subtrees a tree of this size consists of: the binary ones of the size. */
export function perfectSubtrees(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}

/** Largest power of two below a size of at least two: where RFC 6962 splits a tree. */
export function splitPoint(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}
