/** What a statement that was written by hand does to a transaction. */
export type TransactionCommand = 'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'rollback to';

const commands: readonly (readonly [RegExp, TransactionCommand])[] = [
  [/^(?:begin\b|start\s+transaction\b)/i, 'begin'],
  [/^(?:commit|end)\b/i, 'commit'],
  [/^rollback\s+(?:work\s+|transaction\s+)?to\b/i, 'rollback to'],
  [/^(?:rollback|abort)\b/i, 'rollback'],
  [/^savepoint\b/i, 'savepoint'],
  [/^release\b/i, 'release'],
];

/** Reads a statement that controls a transaction. */
export function transactionCommand(query: string): TransactionCommand | undefined {
  const text = query.trimStart();
  return commands.find(([pattern]) => pattern.test(text))?.[1];
}
