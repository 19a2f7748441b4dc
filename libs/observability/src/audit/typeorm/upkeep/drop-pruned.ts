import { setTimeout as wait } from 'node:timers/promises';
import type { SealingConnection } from '../sealer/sealing-connection.js';
import { step, type SqlSteps } from '../sql-steps.js';
import type { Cut } from './find-cut.js';

/** Leaves of one transaction: few enough that writers hardly wait. */
const chunk = 1_000;

/** Records a cut: from then on the database lets go what is below. */
export function recordCut(
  connection: SealingConnection,
  { stream, cut, reason }: { readonly stream: string; readonly cut: Cut; readonly reason: string },
): Promise<void> {
  return inTurn(connection, function* record() {
    yield* step('INSERT INTO audit_prune (stream, upto, frontier, reason) VALUES (?, ?, ?, ?)', [
      stream,
      cut.size,
      cut.frontier,
      reason,
    ]);
  });
}

/** Drops events, leaves and checkpoints below a recorded cut. */
export async function dropPruned(connection: SealingConnection, stream: string, upto: number): Promise<void> {
  if (upto === 0) return;
  for (;;) {
    const isDone = await inTurn(connection, () => dropChunk(stream, upto));
    if (isDone) break;
  }
  await inTurn(connection, function* drop() {
    yield* step('DELETE FROM audit_checkpoint WHERE stream = ? AND size < ?', [stream, upto]);
  });
}

function* dropChunk(stream: string, upto: number): SqlSteps<boolean> {
  // Listed, because MariaDB reads the whole table for a DELETE with a subquery.
  const leaves = yield* step<{ pos: string | number; event_id: string }>(
    `SELECT pos, event_id FROM audit_leaf WHERE stream = ? AND pos < ? ORDER BY pos LIMIT ${chunk}`,
    [stream, upto],
  );
  const last = leaves.at(-1);
  if (!last) return true;
  yield* step(
    `DELETE FROM audit_event WHERE id IN (${leaves.map(() => '?').join(', ')})`,
    leaves.map(leaf => leaf.event_id),
  );
  yield* step('DELETE FROM audit_leaf WHERE stream = ? AND pos <= ?', [stream, last.pos]);
  return leaves.length < chunk;
}

/** On SQLite a transaction may have to wait for one of the application. */
async function inTurn<T>(connection: SealingConnection, steps: () => SqlSteps<T>): Promise<T> {
  for (;;) {
    const result = await connection.transaction(steps);
    if (result !== 'busy') return result;
    await wait(10);
  }
}
