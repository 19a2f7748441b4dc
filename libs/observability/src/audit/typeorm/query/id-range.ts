import type { SqlCondition } from './conditions.js';

/**
 * Ids that were made from one moment up to another: UUIDs of version 7 begin with their milliseconds, so that the primary key
 * finds them.
 *
 * @param from microseconds
 * @param to microseconds
 */
export function idRange(column: string, from: number, to: number): SqlCondition {
  return { text: `${column} >= ? AND ${column} < ?`, values: [lowestId(from), lowestId(to)] };
}

function lowestId(microseconds: number): string {
  const time = Math.max(0, Math.floor(microseconds / 1_000))
    .toString(16)
    .padStart(12, '0')
    .slice(-12);
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}
