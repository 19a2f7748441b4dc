import { Frontier } from './frontier.js';
import { HASH_LENGTH } from './node-hash.js';
import type { TreeRange } from './tree-range.js';
import { perfectSubtrees } from './tree-size.js';

/** Leaves that a proof needs and that were not given. */
export class MissingLeavesError extends Error {
  readonly code = 'AUDIT_LEAVES_MISSING';

  constructor({ start, end }: TreeRange, given: string) {
    super(
      `RangeRoots: the proof needs the leaves ${start} to ${end - 1}, but ${given}. ` +
        'Start at a checkpoint that is not larger than the smallest position of the proof, and read up to its size.',
    );
    this.name = 'MissingLeavesError';
  }
}

/**
 * Roots of the subtrees that a proof needs, gathered while the leaf hashes pass by once. It begins at the frontier of
 * any checkpoint that is not larger than what is proven, so proving one event reads the leaves of one batch.
 */
export class RangeRoots {
  /** In the order of the leaves; `#next` is the first one that still grows. */
  readonly #growing: readonly { readonly range: TreeRange; readonly frontier: Frontier }[];
  readonly #frontiers = new Map<TreeRange, Frontier>();
  #position: number;
  #next = 0;

  /**
   * @param ranges from `inclusionRanges` or `consistencyRanges`.
   * @param before the tree up to the first leaf that will be given; from the start of the log when missing.
   * @throws MissingLeavesError when the frontier has already merged what the proof needs.
   */
  constructor(
    private readonly ranges: readonly TreeRange[],
    before: Frontier = Frontier.empty(),
  ) {
    for (const range of ranges) this.#frontiers.set(range, known(range, before));
    this.#growing = [...this.#frontiers]
      .map(([range, frontier]) => ({ range, frontier }))
      .sort((left, right) => left.range.start - right.range.start);
    this.#position = before.size;
  }

  /** Takes the next leaf hash in the order of the log. */
  append(leaf: Uint8Array): void {
    while (this.#next < this.#growing.length && this.#growing[this.#next]!.range.end <= this.#position)
      this.#next += 1;
    const current = this.#growing[this.#next];
    if (current && current.range.start <= this.#position) current.frontier.append(leaf);
    this.#position += 1;
  }

  /**
   * The hashes of the proof, in the order of the ranges.
   *
   * @throws MissingLeavesError when the leaves ended too early.
   */
  hashes(): Uint8Array[] {
    return this.ranges.map(range => {
      const frontier = this.#frontiers.get(range)!;
      if (frontier.size !== range.end - range.start) {
        throw new MissingLeavesError(range, `they end at ${this.#position - 1}`);
      }
      return frontier.root();
    });
  }
}

/** What the frontier of the tree before knows of a range: the perfect subtrees that lie in it. */
function known(range: TreeRange, before: Frontier): Frontier {
  const end = Math.min(range.end, before.size);
  if (end <= range.start) return Frontier.empty();
  const inside: Uint8Array[] = [];
  let position = 0;
  for (const [index, width] of widthsOf(before.size).entries()) {
    if (position >= range.start && position + width <= end) inside.push(before.hashes[index]!);
    position += width;
  }
  if (inside.length !== perfectSubtrees(end - range.start)) {
    throw new MissingLeavesError(range, `they begin at ${before.size} and what came before is merged`);
  }
  return Frontier.from(end - range.start, Buffer.concat(inside, inside.length * HASH_LENGTH));
}

/** Numbers of leaves in the perfect subtrees of a tree, largest first. */
function widthsOf(size: number): number[] {
  const widths: number[] = [];
  let width = 1;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) widths.push(width);
    width *= 2;
  }
  return widths.reverse();
}
