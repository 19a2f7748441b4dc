import { openCheckpoint } from '../evidence/checkpoint.js';
import { Frontier } from '../evidence/frontier.js';
import type { NoteVerifier } from '../evidence/note-verifier.js';
import type { Sql } from '../typeorm/sql.js';
import type { AuditFinding } from './audit-finding.js';
import type { PruneProof } from './log-records.js';

/** Where a verification begins. */
export interface LogStart {
  readonly frontier: Frontier;
  /** Leaves below this were pruned. */
  readonly pruned: number;
  /** The event that proves it. */
  readonly proof?: PruneProof;
}

/** What is needed to find it. */
export interface LogStartOptions {
  readonly stream: string;
  readonly origin: string;
  readonly verifiers: readonly NoteVerifier[];
  readonly prunes: readonly PruneProof[];
  /** Position from which on the caller wants to know; what comes before is taken as signed. */
  readonly from: number;
  readonly report: (finding: AuditFinding) => void;
}

interface EdgeRow {
  readonly size: string | number;
  readonly frontier: Uint8Array;
  readonly note: string | null;
}

/**
 * Finds the right edge of the tree from which to go on: the newest cut, or the newest checkpoint up to the wanted
 * position. Either must be that of a signed checkpoint; a cut must also be proven by an event of the application.
 */
export async function findLogStart(sql: Sql, options: LogStartOptions): Promise<LogStart> {
  const { stream, prunes, from } = options;
  const [cut] = await sql.rows<EdgeRow>(
    `SELECT p.upto AS size, p.frontier, c.note FROM audit_prune p
LEFT JOIN audit_checkpoint c ON c.stream = p.stream AND c.size = p.upto
WHERE p.stream = ? ORDER BY p.upto DESC LIMIT 1`,
    [stream],
  );
  const pruned = Number(cut?.size ?? 0);
  const begin = cut ? edgeOf(cut, 'cut', options) : Frontier.empty();
  const proof = begin && prunes.find(each => each.upto === pruned && each.root === base64(begin.root()));
  if (cut && begin && !proof) {
    const message =
      `The log was cut at position ${pruned}, but no event of the application says so: ` +
      'the events below were deleted by somebody without the MAC key.';
    options.report({ kind: 'deleted', position: 0, last: pruned - 1, message });
  }
  const later = from > pruned ? await checkpointBefore(sql, options, pruned) : undefined;
  return { frontier: later ?? begin ?? Frontier.empty(), pruned, ...(proof && { proof }) };
}

async function checkpointBefore(
  sql: Sql,
  options: LogStartOptions,
  pruned: number,
): Promise<Frontier | undefined> {
  const [row] = await sql.rows<EdgeRow>(
    `SELECT size, frontier, note FROM audit_checkpoint
WHERE stream = ? AND size > ? AND size <= ? ORDER BY size DESC LIMIT 1`,
    [options.stream, pruned, options.from],
  );
  return row && edgeOf(row, 'checkpoint', options);
}

function edgeOf(
  { size: stored, frontier: bytes, note }: EdgeRow,
  what: 'cut' | 'checkpoint',
  { origin, verifiers, report }: LogStartOptions,
): Frontier | undefined {
  const size = Number(stored);
  try {
    const signed = openCheckpoint(note ?? '', verifiers);
    const frontier = Frontier.from(size, bytes);
    const isSigned =
      signed.origin === origin && signed.size === size && base64(signed.root) === base64(frontier.root());
    if (isSigned) return frontier;
  } catch {
    // Told below.
  }
  const message = `The ${what} at position ${size}, from which the check has to begin, is not that of a signed checkpoint.`;
  report({ kind: 'rewritten', position: 0, last: size - 1, message });
  return unsignedEdge(size, bytes);
}

/** Good enough to check what follows; that it is not signed has been told. */
function unsignedEdge(size: number, bytes: Uint8Array): Frontier | undefined {
  try {
    return Frontier.from(size, bytes);
  } catch {
    return undefined;
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
