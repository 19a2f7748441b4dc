import type { AuditActor } from '../../audit-entry.js';
import type { AuditSink } from '../../audit-sink.js';
import type { SubjectKeys } from '../erasure/subject-keys.js';
import type { RunSteps } from '../personal-data.js';
import { upkeepEntry } from './upkeep-entry.js';

/** The action of the record that an erasure leaves. */
export const eraseAction = 'audit.erase';

/** Whose personal data is erased, and why. */
export interface EraseSubjectOptions {
  /** As in `pii.subject`. */
  readonly subject: string;
  readonly reason: string;
  readonly actor: AuditActor;
}

/** What erasing works with. */
export interface EraseMeans {
  readonly keys: SubjectKeys;
  /** One transaction. */
  readonly run: RunSteps;
  readonly sink: Pick<AuditSink, 'write'>;
}

/**
 * Destroys the key of a subject: all its personal values in the audit trail become unreadable, while MACs, leaves and checkpoints
 * verify as before, because they cover what was encrypted. Backups of `audit_subject_key` still have the key.
 *
 * @returns whether there was a key; then a record of the erasure was stored.
 */
export async function eraseSubject(
  { keys, run, sink }: EraseMeans,
  { subject, reason, actor }: EraseSubjectOptions,
): Promise<boolean> {
  if (!(await run(() => keys.destroy(subject)))) return false;
  const target = { type: 'AuditSubject', id: subject };
  await sink.write([upkeepEntry({ action: eraseAction, crud: 'd', target, actor, reason, details: {} })]);
  return true;
}
