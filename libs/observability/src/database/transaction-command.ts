/** What a statement does to a transaction. */
export interface TransactionCommand {
  readonly does: 'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'rollback to';
  /** Of the savepoint, in lower case. */
  readonly savepoint: string;
}

const commands: readonly (readonly [RegExp, TransactionCommand['does']])[] = [
  [/^(?:begin|start\s+transaction)\b/i, 'begin'],
  [/^(?:commit|end)\b/i, 'commit'],
  [/^rollback\s+(?:work\s+|transaction\s+)?to\b/i, 'rollback to'],
  [/^(?:rollback|abort)\b/i, 'rollback'],
  [/^savepoint\b/i, 'savepoint'],
  [/^release\b/i, 'release'],
];

/** Reads a sanitised statement that controls a transaction, by TypeORM or by hand. */
export function transactionCommandOf(text: string): TransactionCommand | undefined {
  const does = commands.find(([pattern]) => pattern.test(text))?.[1];
  if (does === undefined) return undefined;
  const name = /([^\s;]+)\s*;?\s*$/.exec(text)?.[1] ?? '';
  return { does, savepoint: name.replace(/["\x60[\]]/g, '').toLowerCase() };
}
