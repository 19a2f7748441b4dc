import type { StatementWord } from './statement-words.js';

/** Verbs of statements that read or write rows. */
export const workVerbs = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'REPLACE', 'UPSERT']);
/** Words that stand before the name of a table and are none. */
export const beforeName = new Set([
  'IF',
  'NOT',
  'EXISTS',
  'ONLY',
  'CONCURRENTLY',
  'LOW_PRIORITY',
  'IGNORE',
  'INTO',
]);
/** Words before a verb that make it a part of something else: FOR UPDATE, ON DELETE, DO UPDATE, KEY UPDATE. */
const beforeNoVerb = new Set(['FOR', 'ON', 'DO', 'KEY', 'NO', 'BEFORE', 'AFTER', 'OF', '.', 'AS']);
/** What ends a list of tables. */
const afterTables = new Set([
  'WHERE',
  'GROUP',
  'ORDER',
  'HAVING',
  'LIMIT',
  'OFFSET',
  'WINDOW',
  'ON',
  'RETURNING',
  'UNION',
]);
/** Tables that a summary names. */
const most = 20;

/** Verbs and tables of a statement that reads or writes rows. */
export interface StatementWork {
  /** In their order: `INSERT archive SELECT orders`. */
  readonly parts: readonly string[];
  /** The first verb outside of parentheses. */
  readonly operation: string | undefined;
  readonly tables: ReadonlySet<string>;
}

/** Reads them. */
export function readWork(words: readonly StatementWord[]): StatementWork {
  const reader = new WorkReader(words);
  for (let at = 0; at < words.length && reader.tables.size < most; at += 1) reader.read(at);
  return reader;
}

class WorkReader implements StatementWork {
  readonly parts: string[] = [];
  readonly tables = new Set<string>();
  operation: string | undefined;
  /** Names that the statement gives itself: WITH recent AS (...). */
  private readonly temporary = new Set<string>();
  /** Depths at which FROM is that of a statement and not of a function. */
  private readonly selecting = new Set<number>();
  /** Depth at which the next name is a table. */
  private wants: number | undefined;
  /** Depth at which a comma separates tables. */
  private listing: number | undefined;

  constructor(private readonly words: readonly StatementWord[]) {}

  read(at: number): void {
    const word = this.words[at]!;
    const { keyword, depth } = word;
    const before = this.words[at - 1]?.keyword ?? '';
    if (keyword === '(') this.open(at, before);
    else if (keyword === ')') this.selecting.delete(depth + 1);
    else if (workVerbs.has(keyword) && !beforeNoVerb.has(before) && isVerb(this.words, at)) this.verb(word);
    else if (startsTables(keyword, before) && (this.selecting.has(depth) || keyword === 'INTO')) {
      this.wants = depth;
      this.listing = keyword === 'FROM' ? depth : undefined;
    } else if (keyword === ',' && this.listing === depth) this.wants = depth;
    else if (afterTables.has(keyword)) {
      if (this.listing === depth) this.listing = undefined;
    } else if (this.wants === depth && !beforeName.has(keyword) && keyword !== ',') this.table(word);
  }

  private open(at: number, before: string): void {
    if (this.wants !== undefined) this.wants = undefined;
    else if (before === 'AS') this.temporary.add(nameBefore(this.words, at - 2));
  }

  private verb({ keyword, depth }: StatementWord): void {
    if (depth === 0) this.operation ??= keyword;
    this.parts.push(keyword);
    this.selecting.add(depth);
    this.wants = keyword === 'UPDATE' || keyword === 'MERGE' ? depth : undefined;
  }

  private table({ text, keyword }: StatementWord): void {
    this.wants = undefined;
    if (this.temporary.has(text) || keyword === 'SET' || keyword === 'LATERAL') return;
    this.tables.add(text);
    if (this.parts.at(-1) !== text && this.parts.length < most * 2) this.parts.push(text);
  }
}

/** What `AS (` gives a name to: `recent AS (` or `numbers(x) AS (`. */
function nameBefore(words: readonly StatementWord[], end: number): string {
  const closing = words[end];
  if (closing?.keyword !== ')') return closing?.text ?? '';
  const opening = words.findLastIndex(
    ({ keyword, depth }, at) => at < end && keyword === '(' && depth === closing.depth,
  );
  return words[opening - 1]?.text ?? '';
}

/** REPLACE, INSERT and so on are functions where a parenthesis follows. */
function isVerb(words: readonly StatementWord[], at: number): boolean {
  const word = words[at]!;
  return word.keyword === 'SELECT' || words[at + 1]?.keyword !== '(';
}

function startsTables(keyword: string, before: string): boolean {
  return (
    (keyword === 'FROM' && before !== 'DISTINCT') ||
    keyword === 'JOIN' ||
    keyword === 'INTO' ||
    keyword === 'USING'
  );
}
