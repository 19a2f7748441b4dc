import { assert, integer, property } from 'fast-check';
import {
  naiveRoot,
  numberedLeaves,
  referenceLeaves,
  referenceRoots,
} from '../../../../../test/support/audit/merkle-reference.js';
import { Frontier, InvalidFrontierError } from './frontier.js';
import { nodeHash } from './node-hash.js';

describe('The frontier of a Merkle tree', () => {
  it.each(referenceRoots.map((root, size) => [size, root] as const))(
    'of %i reference leaves has the root %s',
    (size, root) => {
      expect(hex(frontierOf(referenceLeaves.slice(0, size)).root())).toBe(root);
    },
  );

  it('has the root that the definition of RFC 6962 gives, for each size up to 300', () => {
    const leaves = numberedLeaves(300);
    const frontier = Frontier.empty();
    for (const [index, leaf] of leaves.entries()) {
      frontier.append(leaf);

      expect(frontier.size).toBe(index + 1);
      expect(hex(frontier.root())).toBe(hex(naiveRoot(leaves.slice(0, index + 1))));
    }
  });

  it('goes on where it was stored', () => {
    const leaves = numberedLeaves(300);
    assert(
      property(integer({ min: 0, max: 300 }), integer({ min: 0, max: 300 }), (stored, size) => {
        const before = frontierOf(leaves.slice(0, Math.min(stored, size)));
        const after = Frontier.from(before.size, before.toBytes());
        for (const leaf of leaves.slice(before.size, size)) after.append(leaf);

        expect(hex(after.root())).toBe(hex(naiveRoot(leaves.slice(0, size))));
      }),
    );
  });

  it('counts beyond 32 bits', () => {
    const size = 2 ** 34 - 1;
    const [leaf, ...roots] = numberedLeaves(35) as [Uint8Array, ...Uint8Array[]];
    const frontier = Frontier.from(size, Buffer.concat(roots));

    frontier.append(leaf);

    expect(frontier.size).toBe(2 ** 34);
    expect(frontier.hashes.map(hex)).toEqual([
      hex(roots.reduceRight((right, left) => nodeHash(left, right), leaf)),
    ]);
  });

  it('is not changed by what is appended to a copy', () => {
    const frontier = frontierOf(numberedLeaves(5));
    const root = hex(frontier.root());

    frontier.copy().append(numberedLeaves(1)[0]!);

    expect([frontier.size, hex(frontier.root())]).toEqual([5, root]);
  });

  it.each([
    [3, 32],
    [3, 65],
    [0, 32],
    [-1, 32],
    [1.5, 32],
    [2 ** 53, 32],
  ])('is refused when %d leaves and %i bytes do not belong together', (size, length) => {
    expect(() => Frontier.from(size, new Uint8Array(length))).toThrow(InvalidFrontierError);
  });

  it('says what is wrong with a stored frontier', () => {
    expect(() => Frontier.from(7, new Uint8Array(64))).toThrow(
      'Frontier.from(): 64 bytes of frontier do not belong to this tree. A tree of 7 leaves needs 96. The stored ' +
        'checkpoint was changed: run the verification, and rebuild the tree from the leaves.',
    );
  });
});

function frontierOf(leaves: readonly Uint8Array[]): Frontier {
  const frontier = Frontier.empty();
  for (const leaf of leaves) frontier.append(leaf);
  return frontier;
}

function hex(hash: Uint8Array): string {
  return Buffer.from(hash).toString('hex');
}
