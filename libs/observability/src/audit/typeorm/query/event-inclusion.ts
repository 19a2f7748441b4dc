import { Frontier } from '../../evidence/frontier.js';
import { RangeRoots } from '../../evidence/range-roots.js';
import { inclusionRanges } from '../../evidence/tree-range.js';
import type { Sql } from '../sql.js';
import { AuditGapError } from './audit-gap.error.js';

/** A leaf and the tree in which it is proven. */
export interface InclusionRequest {
  readonly stream: string;
  readonly position: number;
  /** Number of leaves of the tree. */
  readonly size: number;
  /** For messages. */
  readonly call: string;
}

interface FrontierRow {
  readonly size: number | string;
  readonly frontier: Uint8Array;
}

/** Leaf hashes in one statement: 32 bytes each. */
const chunk = 5_000;

/**
 * The hashes that lead from a leaf to the root (RFC 6962). Leaves are read from the last checkpoint before the event up to
 * the size of the tree, chunk by chunk, and not kept.
 *
 * @throws AuditGapError when a leaf is missing
 */
export async function inclusionPath(sql: Sql, request: InclusionRequest): Promise<Uint8Array[]> {
  const before = await frontierBefore(sql, request);
  const roots = new RangeRoots(inclusionRanges(request.position, request.size), before);
  for await (const hash of leafHashes(sql, { ...request, from: before.size })) roots.append(hash);
  return roots.hashes();
}

/** The nearest stored right edge that the leaf is not part of yet. */
async function frontierBefore(sql: Sql, { stream, position }: InclusionRequest): Promise<Frontier> {
  const [row] = await sql.rows<FrontierRow>(
    'SELECT size, frontier FROM (' +
      'SELECT size, frontier FROM audit_checkpoint WHERE stream = ? AND size <= ? UNION ALL ' +
      'SELECT upto AS size, frontier FROM audit_prune WHERE stream = ? AND upto <= ?' +
      ') known ORDER BY size DESC LIMIT 1',
    [stream, position, stream, position],
  );
  return row ? Frontier.from(Number(row.size), row.frontier) : Frontier.empty();
}

async function* leafHashes(
  sql: Sql,
  { stream, size, call, from }: InclusionRequest & { readonly from: number },
): AsyncGenerator<Uint8Array> {
  let expected = from;
  while (expected < size) {
    const rows = await sql.rows<{ pos: number | string; leaf_hash: Uint8Array }>(
      'SELECT pos, leaf_hash FROM audit_leaf WHERE stream = ? AND pos >= ? AND pos < ? ORDER BY pos LIMIT ?',
      [stream, expected, size, chunk],
    );
    if (rows.length === 0) throw new AuditGapError(call, stream, expected, 'is missing');
    for (const { pos, leaf_hash } of rows) {
      if (Number(pos) !== expected) throw new AuditGapError(call, stream, expected, 'is missing');
      yield leaf_hash;
      expected += 1;
    }
  }
}
