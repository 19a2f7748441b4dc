import { parseCheckpoint } from '../../evidence/checkpoint.js';
import { leafHash } from '../../evidence/leaf-hash.js';
import { formatProof } from '../../evidence/proof-bundle.js';
import { verifiesInclusion } from '../../evidence/verify-merkle-proof.js';
import { AuditDamagedError } from './audit-damaged.error.js';
import { AuditNotFoundError } from './audit-not-found.error.js';
import { AuditNotSealedError } from './audit-not-sealed.error.js';
import type { AuditStore, StoredEvent } from './audit-store.js';
import type { EventRow } from './event-rows.js';
import { inclusionPath } from './event-inclusion.js';
import { InvalidAuditQueryError } from './invalid-audit-query.error.js';
import { isWithin, type TenantScope } from './tenant-scope.js';

/** A proof, for whoever has the verifier key of the log and nothing else. */
export interface AuditProof {
  readonly eventId: string;
  /** Leaf of the event. */
  readonly position: number;
  /** Number of leaves that the checkpoint covers. */
  readonly size: number;
  /** A C2SP tlog-proof; keep it as `<event id>.tlog-proof`. */
  readonly text: string;
}

/** What is to be proven. */
export interface ProofRequest {
  readonly eventId: string;
  readonly tenant: TenantScope;
  /** The checkpoint to prove it by; the first that covers it when missing. */
  readonly size?: number;
  readonly call: string;
}

interface CheckpointRow {
  readonly size: number | string;
  readonly root: Uint8Array;
  readonly note: string;
}

/**
 * Proves one event. By the first checkpoint that covers it, because then only the leaves of one batch are read.
 *
 * @throws AuditNotFoundError, AuditNotSealedError, AuditGapError, AuditDamagedError
 */
export async function proveEvent(store: AuditStore, request: ProofRequest): Promise<AuditProof> {
  const { event, record } = await provenEvent(store, request);
  const { call, eventId } = request;
  const { stream, position } = record;
  if (position === undefined) throw new AuditNotSealedError(call, eventId);
  const checkpoint = await coveringCheckpoint(store, { ...request, stream, position });
  const tree = { size: Number(checkpoint.size), root: checkpoint.root };
  const path = await inclusionPath(store.committed, { stream, position, size: tree.size, call });
  const { body, mac, keyId } = event;
  if (!isSigned(checkpoint) || !verifiesInclusion(leafHash(body, mac), position, tree, path)) {
    throw new AuditDamagedError(call, `the entry ${eventId} is not in the checkpoint of size ${tree.size}.`);
  }
  const text = formatProof({ body, mac, keyId, position, path, checkpoint: checkpoint.note });
  return { eventId, position, size: tree.size, text };
}

async function provenEvent(store: AuditStore, { eventId, tenant, call }: ProofRequest): Promise<StoredEvent> {
  const [row] = await store.committed.rows<EventRow>(`${store.select} WHERE e.id = ?`, [eventId]);
  if (row === undefined) throw new AuditNotFoundError(call, eventId);
  const stored = store.stored(row);
  if (stored === undefined) throw new AuditDamagedError(call, `the entry ${eventId} was changed.`);
  if (!isWithin(tenant, stored.record.tenant)) throw new AuditNotFoundError(call, eventId);
  return stored;
}

async function coveringCheckpoint(
  store: AuditStore,
  { stream, position, size, call, eventId }: ProofRequest & { stream: string; position: number },
): Promise<CheckpointRow> {
  if (size !== undefined && size <= position) {
    throw new InvalidAuditQueryError(
      call,
      `a checkpoint of ${size} leaves does not cover the entry, which is leaf ${position}.`,
    );
  }
  const [row] = await store.committed.rows<CheckpointRow>(
    'SELECT size, root, note FROM audit_checkpoint WHERE stream = ? AND size >= ? ORDER BY size LIMIT 1',
    [stream, size ?? position + 1],
  );
  if (row === undefined) throw new AuditNotSealedError(call, eventId);
  if (size !== undefined && Number(row.size) !== size) {
    throw new InvalidAuditQueryError(call, `the stream '${stream}' has no checkpoint of ${size} leaves.`);
  }
  return row;
}

/** Whether the signed text says what the columns say; whose signature it is, the reader of the proof checks. */
function isSigned({ size, root, note }: CheckpointRow): boolean {
  try {
    const signed = parseCheckpoint(note.slice(0, note.indexOf('\n\n') + 1));
    return signed.size === Number(size) && Buffer.compare(signed.root, root) === 0;
  } catch {
    return false;
  }
}
