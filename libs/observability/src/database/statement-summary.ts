import { statementWords, type StatementWord } from './statement-words.js';

/** What a statement does, in short. */
export interface StatementSummary {
  /** By the conventions at most 255 characters: `SELECT orders`, `INSERT archive SELECT orders`. */
  readonly summary: string;
  /** First operation in capitals; `undefined` for what is no statement that is known. */
  readonly operation: string | undefined;
  /** Every table that it names, in the order of their first mention. */
  readonly tables: readonly string[];
}

const longestSummary = 255;
const most = 20;
const work = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'REPLACE', 'UPSERT']);
const definitions = new Set(['CREATE', 'ALTER', 'DROP', 'TRUNCATE', 'COMMENT', 'RENAME']);
const others = new Set([
  ...[
    'BEGIN',
    'START',
    'COMMIT',
    'END',
    'ROLLBACK',
    'ABORT',
    'SAVEPOINT',
    'RELEASE',
    'SET',
    'RESET',
    'SHOW',
    'USE',
  ],
  ...[
    'PRAGMA',
    'EXPLAIN',
    'ANALYZE',
    'ANALYSE',
    'VACUUM',
    'CALL',
    'EXEC',
    'EXECUTE',
    'DO',
    'LOCK',
    'UNLOCK',
    'COPY',
  ],
  ...[
    'LISTEN',
    'UNLISTEN',
    'NOTIFY',
    'GRANT',
    'REVOKE',
    'VALUES',
    'ATTACH',
    'DETACH',
    'KILL',
    'LOAD',
    'DESCRIBE',
  ],
  ...[
    'DECLARE',
    'FETCH',
    'CLOSE',
    'PREPARE',
    'DEALLOCATE',
    'DISCARD',
    'REFRESH',
    'REINDEX',
    'OPTIMIZE',
    'FLUSH',
  ],
]);
/** Kinds of things that are defined; before their name may come words such as IF NOT EXISTS. */
const things = new Set([
  ...['TABLE', 'INDEX', 'VIEW', 'SEQUENCE', 'TYPE', 'SCHEMA', 'DATABASE', 'TRIGGER', 'FUNCTION', 'PROCEDURE'],
  ...['EXTENSION', 'ROLE', 'USER', 'DOMAIN', 'COLUMN'],
]);
const beforeName = new Set(['IF', 'NOT', 'EXISTS', 'ONLY', 'CONCURRENTLY', 'LOW_PRIORITY', 'IGNORE', 'INTO']);
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
/** Words before a verb that make it a part of something else: FOR UPDATE, ON DELETE, DO UPDATE, KEY UPDATE. */
const beforeNoVerb = new Set(['FOR', 'ON', 'DO', 'KEY', 'NO', 'BEFORE', 'AFTER', 'OF', '.', 'AS']);

/**
 * Says what a statement does, from its sanitised text. A lexer and not a parser: what it does not know it leaves out.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/database/database-spans/#generating-a-summary-of-the-query
 */
export function summarize(text: string): StatementSummary {
  const words = statementWords(text);
  const first = words.find(({ keyword }) => keyword !== '(')?.keyword ?? '';
  if (first === 'WITH' || first === 'EXPLAIN' || work.has(first)) return summaryOfWork(words, first);
  if (definitions.has(first)) return summaryOfDefinition(words, first);
  if (!others.has(first)) return { summary: '', operation: undefined, tables: [] };
  const second = words[words.findIndex(({ keyword }) => keyword === first) + 1];
  const named = (first === 'CALL' || first === 'PRAGMA') && second ? ` ${second.text}` : '';
  const more =
    first === 'START' || (first === 'ROLLBACK' && second?.keyword === 'TO')
      ? ` ${second?.keyword ?? ''}`
      : '';
  return { summary: `${first}${named}${more}`.slice(0, longestSummary), operation: first, tables: [] };
}

function summaryOfWork(words: readonly StatementWord[], first: string): StatementSummary {
  const parts: string[] = first === 'EXPLAIN' ? [first] : [];
  const tables = new Set<string>();
  const temporary = new Set<string>();
  /** Depths at which FROM is that of a statement and not of a function. */
  const selecting = new Set<number>();
  let operation = first === 'EXPLAIN' ? first : undefined;
  /** Depth at which the next name is a table. */
  let wants: number | undefined;
  /** Depth at which a comma separates tables. */
  let listing: number | undefined;
  for (const [at, word] of words.entries()) {
    const { keyword, depth } = word;
    const before = words[at - 1]?.keyword ?? '';
    if (keyword === '(' || keyword === ')') {
      if (keyword === ')') selecting.delete(depth + 1);
      if (wants !== undefined && keyword === '(') wants = undefined;
      else if (keyword === '(' && before === 'AS') temporary.add(nameBefore(words, at - 2));
      continue;
    }
    if (work.has(keyword) && !beforeNoVerb.has(before) && isVerb(words, at)) {
      if (depth === 0) operation ??= keyword;
      parts.push(keyword);
      selecting.add(depth);
      wants = keyword === 'UPDATE' || keyword === 'MERGE' ? depth : undefined;
    } else if (startsTables(keyword, before) && (selecting.has(depth) || keyword === 'INTO')) {
      wants = depth;
      listing = keyword === 'FROM' ? depth : undefined;
    } else if (keyword === ',' && listing === depth) {
      wants = depth;
    } else if (afterTables.has(keyword)) {
      if (listing === depth) listing = undefined;
    } else if (wants === depth && !beforeName.has(keyword) && keyword !== ',') {
      wants = undefined;
      if (temporary.has(word.text) || keyword === 'SET' || keyword === 'LATERAL') continue;
      tables.add(word.text);
      if (parts.at(-1) !== word.text && parts.length < most * 2) parts.push(word.text);
    }
    if (tables.size >= most) break;
  }
  return { summary: joined(parts), operation, tables: [...tables] };
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

function summaryOfDefinition(words: readonly StatementWord[], operation: string): StatementSummary {
  const at = words.findIndex(({ keyword }, index) => index > 0 && index < 6 && things.has(keyword));
  if (at < 0) return { summary: operation, operation, tables: [] };
  const thing = words[at]!.keyword;
  const named = words.slice(at + 1).find(({ keyword }) => !beforeName.has(keyword));
  const tables = thing === 'TABLE' && named ? [named.text] : [];
  return { summary: joined([operation, thing, ...(named ? [named.text] : [])]), operation, tables };
}

/** Cut between words: half a name would be another name. */
function joined(parts: readonly string[]): string {
  let summary = '';
  for (const part of parts) {
    const longer = summary === '' ? part : `${summary} ${part}`;
    if (longer.length > longestSummary) break;
    summary = longer;
  }
  return summary;
}
