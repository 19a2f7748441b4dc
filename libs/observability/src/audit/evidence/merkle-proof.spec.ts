import { assert, integer, property, tuple } from 'fast-check';
import {
  naiveConsistency,
  naivePath,
  naiveRoot,
  numberedLeaves,
} from '../../../../../test/support/audit/merkle-reference.js';
import { Frontier } from './frontier.js';
import { consistencyProof, inclusionProof } from './merkle-proof.js';
import { MissingLeavesError } from './range-roots.js';
import { verifiesConsistency, verifiesInclusion } from './verify-merkle-proof.js';

const largest = 300;
const leaves = numberedLeaves(largest);
const roots = Array.from({ length: largest + 1 }, (_, size) => naiveRoot(leaves.slice(0, size)));
const size = integer({ min: 1, max: largest });
const leafAndSize = size.chain(of => tuple(integer({ min: 0, max: of - 1 }), integer({ min: of, max: of })));
const twoSizes = size.chain(later =>
  tuple(integer({ min: 0, max: later }), integer({ min: later, max: later })),
);

describe('An inclusion proof', () => {
  it('is the path that RFC 6962 defines, and verifies, for every leaf of every tree up to 40 leaves', () => {
    for (let of = 1; of <= 40; of += 1) {
      for (let index = 0; index < of; index += 1) expectInclusion(index, of);
    }
  });

  it('is so for trees up to 300 leaves', () => {
    assert(property(leafAndSize, ([index, of]) => expectInclusion(index, of)));
  });

  it('needs no leaves from before a checkpoint that the leaf came after', () => {
    assert(
      property(leafAndSize, integer({ min: 0, max: largest }), ([index, of], start) => {
        const before = frontierOf(Math.min(start, index));

        expect(inclusionProof(index, of, { leaves: leaves.slice(before.size), before })).toEqual(
          naivePath(index, leaves.slice(0, of)),
        );
      }),
    );
  });

  it('is refused for another leaf, place, size, root, hash, or more or fewer hashes', () => {
    assert(
      property(leafAndSize, integer({ min: 0, max: 255 }), ([index, of], bit) => {
        const proof = inclusionProof(index, of, { leaves });
        const [leaf, head] = [leaves[index]!, { size: of, root: roots[of]! }];

        expect(verifiesInclusion(flipped(leaf, bit), index, head, proof)).toBe(false);
        expect(verifiesInclusion(leaf, index, { size: of, root: flipped(head.root, bit) }, proof)).toBe(
          false,
        );
        expect(verifiesInclusion(leaf, index, head, [...proof, leaf])).toBe(false);
        expect(verifiesInclusion(leaf, index, head, [leaf, ...proof])).toBe(false);
        expect(verifiesInclusion(leaf, of, head, proof)).toBe(false);
        expect(verifiesInclusion(leaf, index + 2 ** 32, head, proof)).toBe(false);
        if (proof.length > 0) {
          expect(verifiesInclusion(leaf, index, head, proof.slice(1))).toBe(false);
          expect(verifiesInclusion(leaf, index, head, proof.slice(0, -1))).toBe(false);
          expect(verifiesInclusion(leaf, index, head, withOneFlipped(proof, bit))).toBe(false);
        }
        for (const other of [index - 1, index + 1, index ^ 1, index ^ 2]) {
          if (other !== index) expect(verifiesInclusion(leaf, other, head, proof)).toBe(false);
        }
      }),
    );
  });

  it('is refused for lengths, sizes and places that are none, instead of failing', () => {
    const leaf = leaves[0]!;
    const one = { size: 1, root: leaf };

    expect(verifiesInclusion(leaf, 0, one, [])).toBe(true);
    expect(verifiesInclusion(leaf.subarray(1), 0, { size: 1, root: leaf.subarray(1) }, [])).toBe(false);
    expect(verifiesInclusion(leaf, 0, { size: 0, root: leaf }, [])).toBe(false);
    expect(verifiesInclusion(leaf, -1, one, [])).toBe(false);
    expect(verifiesInclusion(leaf, 0.5, one, [])).toBe(false);
    expect(verifiesInclusion(leaf, Number.NaN, one, [])).toBe(false);
    expect(verifiesInclusion(leaf, 0, { size: Infinity, root: leaf }, [])).toBe(false);
  });

  it('says which leaves are missing', () => {
    expect(() => inclusionProof(9, 9, { leaves })).toThrow(RangeError);
    expect(() => inclusionProof(2, 8, { leaves: leaves.slice(0, 6) })).toThrow(MissingLeavesError);
    expect(() => inclusionProof(2, 8, { leaves: leaves.slice(0, 6) })).toThrow(
      'the proof needs the leaves 4 to 7, but they end at 5.',
    );
    expect(() => inclusionProof(2, 8, { leaves: leaves.slice(4), before: frontierOf(4) })).toThrow(
      'the proof needs the leaves 3 to 3, but they begin at 4 and what came before is merged.',
    );
  });
});

describe('A consistency proof', () => {
  it('is the one that RFC 6962 defines, and verifies, between all trees up to 40 leaves', () => {
    for (let later = 0; later <= 40; later += 1) {
      for (let earlier = 0; earlier <= later; earlier += 1) expectConsistency(earlier, later);
    }
  });

  it('is so between trees up to 300 leaves', () => {
    assert(property(twoSizes, ([earlier, later]) => expectConsistency(earlier, later)));
  });

  it('needs only the frontier of the earlier checkpoint and the leaves since', () => {
    assert(
      property(twoSizes, ([earlier, later]) => {
        const before = frontierOf(earlier);

        expect(consistencyProof(earlier, later, { leaves: leaves.slice(earlier), before })).toEqual(
          earlier === 0 ? [] : naiveConsistency(earlier, leaves.slice(0, later)),
        );
      }),
    );
  });

  it('is refused when a root, a size or a hash is another one', () => {
    assert(
      property(twoSizes, integer({ min: 0, max: 255 }), ([earlier, later], bit) => {
        const proof = consistencyProof(earlier, later, { leaves });
        const [from, to] = [headOf(earlier), headOf(later)];

        if (earlier > 0) {
          expect(verifiesConsistency(changed(from, bit), to, proof)).toBe(false);
          expect(verifiesConsistency(from, changed(to, bit), proof)).toBe(false);
        }
        expect(verifiesConsistency(from, to, [...proof, from.root])).toBe(false);
        if (proof.length > 0) {
          expect(verifiesConsistency(from, to, proof.slice(1))).toBe(false);
          expect(verifiesConsistency(from, to, proof.slice(0, -1))).toBe(false);
          expect(verifiesConsistency(from, to, withOneFlipped(proof, bit))).toBe(false);
          expect(verifiesConsistency({ ...from, size: earlier - 1 }, to, proof)).toBe(false);
        }
      }),
    );
  });

  it('is refused between a tree and one that was rewritten', () => {
    const rewritten = leaves.with(3, leaves[4]!).slice(0, 20);
    const later = { size: 20, root: naiveRoot(rewritten) };

    expect(verifiesConsistency(headOf(10), later, naiveConsistency(10, rewritten))).toBe(false);
    expect(verifiesConsistency(headOf(3), later, naiveConsistency(3, rewritten))).toBe(true);
  });

  it('is refused for hashes that are none, instead of failing', () => {
    const proof = consistencyProof(3, 7, { leaves });
    const short = { size: 7, root: roots[7]!.subarray(1) };

    expect(verifiesConsistency(headOf(3), headOf(7), proof.with(1, Buffer.alloc(33)))).toBe(false);
    expect(verifiesConsistency(headOf(3), headOf(7), proof.with(1, new Uint8Array()))).toBe(false);
    expect(verifiesConsistency(short, short, [])).toBe(false);
    expect(verifiesConsistency({ ...headOf(3), size: 2.5 }, headOf(7), proof)).toBe(false);
  });

  it('does not exist towards a smaller tree', () => {
    expect(() => consistencyProof(5, 4, { leaves })).toThrow(RangeError);
    expect(verifiesConsistency(headOf(5), headOf(4), [])).toBe(false);
  });
});

function expectInclusion(index: number, of: number): void {
  const proof = inclusionProof(index, of, { leaves });

  expect(proof).toEqual(naivePath(index, leaves.slice(0, of)));
  expect(verifiesInclusion(leaves[index]!, index, headOf(of), proof)).toBe(true);
}

function expectConsistency(earlier: number, later: number): void {
  const proof = consistencyProof(earlier, later, { leaves });

  expect(proof).toEqual(earlier === 0 ? [] : naiveConsistency(earlier, leaves.slice(0, later)));
  expect(verifiesConsistency(headOf(earlier), headOf(later), proof)).toBe(true);
}

function headOf(of: number): { readonly size: number; readonly root: Uint8Array } {
  return { size: of, root: roots[of]! };
}

function frontierOf(of: number): Frontier {
  const frontier = Frontier.empty();
  for (const leaf of leaves.slice(0, of)) frontier.append(leaf);
  return frontier;
}

function changed<T extends { readonly root: Uint8Array }>(head: T, bit: number): T {
  return { ...head, root: flipped(head.root, bit) };
}

function withOneFlipped(proof: readonly Uint8Array[], bit: number): Uint8Array[] {
  const at = bit % proof.length;
  return proof.with(at, flipped(proof[at]!, bit));
}

function flipped(hash: Uint8Array, bit: number): Uint8Array {
  const copy = Buffer.from(hash);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}
