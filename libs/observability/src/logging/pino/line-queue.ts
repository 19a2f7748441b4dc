/** How lines are ranked when not all of them can be kept; the first is given up first. */
export const LINE_RANKS = ['debug', 'info', 'warn', 'error'] as const;

/** A rank of a line. */
export type LineRank = (typeof LINE_RANKS)[number];

/** Levels from which a line has the rank, as pino numbers them. */
const from = { info: 30, warn: 40, error: 50 };

/** When room is made, this share of the limit is freed at once: a walk through all lines must not happen for each one. */
const share = 8;

/**
 * The lines that wait to be written, in their order and within a limit. When it is reached, a line is kept only if room can be
 * made by giving up lines of a lower rank, the oldest first; so errors outlive warnings, and those the rest.
 */
export class LineQueue {
  private texts: string[] = [];
  private sizes: number[] = [];
  private ranks: number[] = [];
  private head = 0;
  private waiting = 0;
  private readonly bytesByRank = LINE_RANKS.map(() => 0);
  private readonly lostByRank = LINE_RANKS.map(() => 0);

  constructor(private readonly limit: number) {}

  /** Bytes of all lines that wait. */
  get bytes(): number {
    return this.waiting;
  }

  /** Lines that wait. */
  get length(): number {
    return this.texts.length - this.head;
  }

  /** Adds a line, or counts it, or others for its sake, as lost. `level` as pino numbers it. */
  add(text: string, level: number): void {
    const size = Buffer.byteLength(text);
    const rank = rankOf(level);
    if (this.waiting + size > this.limit && !this.makeRoom(size, rank)) {
      this.count(rank);
      return;
    }
    this.texts.push(text);
    this.sizes.push(size);
    this.ranks.push(rank);
    this.bytesByRank[rank] = (this.bytesByRank[rank] ?? 0) + size;
    this.waiting += size;
  }

  /** Takes lines from the front, at least one and then up to so many bytes; `undefined` when there are none. */
  take(most: number): TakenLines | undefined {
    if (this.length === 0) return undefined;
    let bytes = 0;
    let end = this.head;
    const ranks: number[] = [];
    do {
      const size = this.sizes[end] ?? 0;
      const rank = this.ranks[end] ?? 0;
      bytes += size;
      ranks.push(rank);
      this.bytesByRank[rank] = (this.bytesByRank[rank] ?? 0) - size;
      end += 1;
    } while (end < this.texts.length && bytes + (this.sizes[end] ?? 0) <= most);
    const text = this.texts.slice(this.head, end).join('');
    this.waiting -= bytes;
    this.advance(end);
    return { bytes: Buffer.from(text), ranks };
  }

  /** Counts lines as lost that were taken and could not be written. */
  lose(ranks: readonly number[]): void {
    for (const rank of ranks) this.count(rank);
  }

  /** Gives up everything that waits. */
  clear(): void {
    this.lose(this.ranks.slice(this.head));
    this.waiting = 0;
    this.bytesByRank.fill(0);
    this.advance(this.texts.length);
  }

  /** Lines lost so far. */
  get lostLines(): number {
    return this.lostByRank.reduce((sum, lines) => sum + lines, 0);
  }

  /** Lines lost so far, by rank. */
  lost(): ReadonlyMap<LineRank, number> {
    return new Map(LINE_RANKS.map((name, rank) => [name, this.lostByRank[rank] ?? 0]));
  }

  private count(rank: number): void {
    this.lostByRank[rank] = (this.lostByRank[rank] ?? 0) + 1;
  }

  private advance(end: number): void {
    this.head = end;
    if (end < this.texts.length && end < 4_096) return;
    this.texts = this.texts.slice(end);
    this.sizes = this.sizes.slice(end);
    this.ranks = this.ranks.slice(end);
    this.head = 0;
  }

  private makeRoom(size: number, rank: number): boolean {
    const lower = this.bytesByRank.slice(0, rank).reduce((sum, bytes) => sum + bytes, 0);
    if (this.waiting - lower + size > this.limit) return false;
    let excess = Math.max(this.waiting + size - this.limit, Math.min(lower, Math.ceil(this.limit / share)));
    for (let given = 0; given < rank && excess > 0; given += 1) excess -= this.giveUp(given, excess);
    return true;
  }

  /** Drops the oldest lines of a rank until so many bytes are free; gives how many are. */
  private giveUp(rank: number, bytes: number): number {
    if (this.bytesByRank[rank] === 0) return 0;
    let freed = 0;
    let kept = 0;
    for (let at = this.head; at < this.texts.length; at += 1) {
      const size = this.sizes[at] ?? 0;
      if (freed < bytes && this.ranks[at] === rank) {
        freed += size;
        this.count(rank);
        continue;
      }
      this.texts[kept] = this.texts[at] ?? '';
      this.sizes[kept] = size;
      this.ranks[kept] = this.ranks[at] ?? 0;
      kept += 1;
    }
    this.texts.length = this.sizes.length = this.ranks.length = kept;
    this.head = 0;
    this.waiting -= freed;
    this.bytesByRank[rank] = (this.bytesByRank[rank] ?? 0) - freed;
    return freed;
  }
}

/** Lines that left the queue together. */
export interface TakenLines {
  readonly bytes: Buffer;
  /** Of each line, for {@link LineQueue.lose}. */
  readonly ranks: readonly number[];
}

function rankOf(level: number): number {
  return level >= from.error ? 3 : level >= from.warn ? 2 : level >= from.info ? 1 : 0;
}
