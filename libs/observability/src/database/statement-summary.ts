import { statementWords, type StatementWord } from './statement-words.js';
import { beforeName, readWork, workVerbs } from './statement-work.js';

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

/**
 * Says what a statement does, from its sanitised text. A lexer and not a parser: what it does not know it leaves out.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/database/database-spans/#generating-a-summary-of-the-query
 */
export function summarize(text: string): StatementSummary {
  const words = statementWords(text);
  const first = words.find(({ keyword }) => keyword !== '(')?.keyword ?? '';
  if (first === 'WITH' || first === 'EXPLAIN' || workVerbs.has(first)) return summaryOfWork(words, first);
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
  const { parts, operation, tables } = readWork(words);
  const explains = first === 'EXPLAIN';
  return {
    summary: joined(explains ? [first, ...parts] : parts),
    operation: explains ? first : operation,
    tables: [...tables],
  };
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
