/** What a statement does, as far as its text tells. */
export interface StatementKind {
  /** `control` begins, ends or prepares transactions and sessions. */
  readonly does: 'read' | 'write' | 'control';
  /** First word, lower case: `update`. */
  readonly verb: string;
  /** The table that it writes to, without quotes and schema. */
  readonly table?: string;
}

const reads: ReadonlySet<string> = new Set([
  'select',
  'show',
  'values',
  'table',
  'describe',
  'desc',
  'pragma',
  'fetch',
  'explain',
]);
const controls: ReadonlySet<string> = new Set([
  'begin',
  'start',
  'commit',
  'end',
  'rollback',
  'abort',
  'savepoint',
  'release',
  'set',
  'reset',
  'use',
  'listen',
  'unlisten',
  'notify',
  'lock',
  'unlock',
  'declare',
  'close',
  'discard',
]);

/** Texts and comments, in which words mean nothing; quoted names are kept. */
const noise = /'(?:[^'\\]|\\[^]|'')*'|\$(\w*)\$[^]*?\$\1\$|--[^\n]*|\/\*[^]*?\*\//g;
const writing = /\b(?:insert|update|delete|merge|replace|truncate)\b/i;
const lockClause = /\bfor\s+(?:no\s+key\s+)?update\b/gi;
const written =
  /^(?:insert\s+(?:or\s+\w+\s+)?(?:ignore\s+)?into|replace\s+into|update(?:\s+or\s+\w+)?(?:\s+only)?|delete\s+from(?:\s+only)?|truncate(?:\s+table)?|merge\s+into)\s+([^\s(]+)/i;

/** Most statements that are remembered; an application has few, and builds them anew each time. */
const maxKnown = 1_000;

/**
 * Tells writes from reads by their text, so that a write outside of a transaction is found before it runs. A function that
 * writes and is called by a SELECT looks like a read.
 */
export class StatementKinds {
  private readonly known = new Map<string, StatementKind>();

  of(query: string): StatementKind {
    const known = this.known.get(query);
    if (known) return known;
    const kind = classify(query);
    if (this.known.size < maxKnown) this.known.set(query, kind);
    return kind;
  }
}

function classify(query: string): StatementKind {
  const statements = query
    .replace(noise, ' ')
    .split(';')
    .map(text => text.trim())
    .filter(Boolean);
  const kinds = statements.map(kindOf);
  return kinds.find(({ does }) => does === 'write') ?? kinds[0] ?? { does: 'read', verb: '' };
}

function kindOf(statement: string): StatementKind {
  const verb = (/^[a-z]+/i.exec(statement)?.[0] ?? '').toLowerCase();
  if (controls.has(verb)) return { does: 'control', verb };
  if (!writes(statement, verb)) return { does: 'read', verb };
  const table = written.exec(statement)?.[1];
  return { does: 'write', verb, ...(table !== undefined && { table: plainName(table) }) };
}

function writes(statement: string, verb: string): boolean {
  const searched = (): string => statement.replace(/"[^"]*"|`[^`]*`/g, ' ').replace(lockClause, ' ');
  switch (verb) {
    case 'with':
      return writing.test(searched());
    case 'select':
      return /\binto\b/i.test(searched());
    case 'explain':
      return /\banaly[sz]e\b/i.test(searched()) && writing.test(searched());
    case 'pragma':
      return /=/.test(searched());
    default:
      return !reads.has(verb);
  }
}

/** `"public"."order"` is the table `order`. */
function plainName(name: string): string {
  return (name.split('.').at(-1) ?? name).replaceAll(/["`[\]]/g, '');
}
