import type { Attributes } from '@opentelemetry/api';
import { databaseAttr } from '../core/database-names.js';
import { attr } from '../core/names.js';
import type { Dimensions, OperationDefinition } from '../core/operation.js';
import { sanitizeSql } from '../redaction/sql-text.js';
import type { DatabaseIdentity } from './database-identity.js';
import { summarize, type StatementSummary } from './statement-summary.js';
import type { Statement } from './statement.js';
import { transactionCommandOf } from './transaction-command.js';

/** How statements are described. */
export interface StatementSettings {
  readonly identity: DatabaseIdentity;
  /** Whether anybody is to see the text. */
  readonly queryText: boolean;
  /** Name of the table in which TypeORM notes its migrations. */
  readonly migrationsTable: string;
}

/** What is longer is described from its beginning, and not remembered. */
const longest = 65_536;
/** Characters of statements that are remembered; then half of them are forgotten. */
const maxCharacters = 1_048_576;
/** Different summaries that label metrics; later ones are told by their operation alone. */
const maxSummaries = 500;

const schemaTable = /^(?:information_schema|pg_catalog)\.|^(?:sqlite_|pg_)/i;
const schemaOperations = new Set(['CREATE', 'ALTER', 'DROP', 'TRUNCATE', 'COMMENT', 'RENAME', 'PRAGMA']);

/**
 * Describes statements, each text once: an application has a few hundred of them, because values travel as parameters. Two
 * generations bound the memory of one that writes its values into the text.
 */
export class Statements {
  private young = new Map<string, Statement>();
  private old = new Map<string, Statement>();
  private characters = 0;
  private readonly summaries = new Set<string>();

  constructor(private readonly settings: StatementSettings) {}

  of(query: string): Statement {
    const known = this.young.get(query);
    if (known) return known;
    const made = this.old.get(query) ?? this.describe(query);
    if (query.length <= longest) this.remember(query, made);
    return made;
  }

  private remember(query: string, statement: Statement): void {
    this.characters += query.length;
    if (this.characters > maxCharacters / 2) {
      this.old = this.young;
      this.young = new Map();
      this.characters = query.length;
    }
    this.young.set(query, statement);
  }

  private describe(query: string): Statement {
    const { dialect, system } = this.settings.identity;
    const text = sanitizeSql(query.length > longest ? query.slice(0, longest) : query, {
      ...(dialect && { dialect }),
    });
    const summary = summarize(text);
    const command = transactionCommandOf(text);
    const purpose = this.purposeOf(summary);
    return {
      summary: summary.summary || system,
      text: this.settings.queryText ? text : undefined,
      definition: this.definitionOf(summary, text, purpose),
      command,
      reads: summary.operation === 'SELECT' && purpose === undefined,
    };
  }

  private definitionOf(
    { summary, operation, tables }: StatementSummary,
    text: string,
    purpose: string | undefined,
  ): OperationDefinition {
    const { identity, queryText } = this.settings;
    const [table, second] = tables;
    const isCountable = summary !== '' && this.isCountable(summary);
    const isOneTable = table !== undefined && second === undefined;
    const dimensions: Dimensions = {
      ...dimensionsOf(identity),
      ...(isCountable && { [databaseAttr.dbQuerySummary]: summary }),
      ...(operation !== undefined && { [databaseAttr.dbOperationName]: operation }),
      ...(isCountable && isOneTable && { [databaseAttr.dbCollectionName]: table }),
      ...(purpose !== undefined && { [databaseAttr.dbPurpose]: purpose }),
    };
    const details: Attributes = queryText ? { [databaseAttr.dbQueryText]: text } : {};
    const name = summary || identity.system;
    return { type: 'database', name, kind: 'client', metrics: false, root: false, dimensions, details };
  }

  private isCountable(summary: string): boolean {
    if (this.summaries.size < maxSummaries) this.summaries.add(summary);
    return this.summaries.has(summary);
  }

  private purposeOf({ operation, tables }: StatementSummary): string | undefined {
    if (tables.some(table => table.split('.').at(-1) === this.settings.migrationsTable)) return 'migration';
    const isSchema =
      (operation !== undefined && schemaOperations.has(operation)) ||
      tables.some(table => schemaTable.test(table));
    return isSchema ? 'schema' : undefined;
  }
}

/** What is the same for everything that a data source does. */
export function dimensionsOf({ system, namespace, address, port }: DatabaseIdentity): Dimensions {
  return {
    [databaseAttr.dbSystemName]: system,
    ...(namespace !== undefined && { [databaseAttr.dbNamespace]: namespace }),
    ...(address !== undefined && { [attr.serverAddress]: address }),
    ...(port !== undefined && { [attr.serverPort]: port }),
  };
}
