import type { AuditFinding, AuditFindingKind } from './audit-finding.js';
import type { EventProblem } from './check-event.js';

/** A leaf with which something is wrong; what it is called depends on whether the checkpoint over it holds. */
export interface Suspect {
  readonly position: number;
  readonly eventId: string;
  readonly problem: EventProblem | undefined;
  /** Whether the stored leaf is that of the stored event. */
  readonly isLeafOfEvent: boolean;
  /** Hash of the stored leaf, and of the stored event. */
  readonly sealed: Uint8Array;
  readonly found: Uint8Array;
}

/**
 * What was done to a leaf or its event.
 *
 * @param isRoot whether the leaves are those that were signed
 * @param isSealedNearby whether the event was sealed at another position
 */
export function findingOf(
  { position, eventId, problem, isLeafOfEvent }: Suspect,
  { isRoot, isSealedNearby }: { readonly isRoot: boolean; readonly isSealedNearby: boolean },
): AuditFinding {
  const where = `The event at position ${position}`;
  const finding = (kind: AuditFindingKind, message: string): AuditFinding => ({
    kind,
    position,
    eventId,
    message,
  });
  const isSealedAsItIs = isLeafOfEvent && isRoot;
  if (problem?.what === 'key' && isSealedAsItIs) {
    return finding('unknown-key', `${where}: ${problem.message}.`);
  }
  if (problem?.what === 'mac' && isSealedAsItIs) {
    const message = `${where} does not come from the application, or was changed before it was sealed: ${problem.message}.`;
    return finding('forged', message);
  }
  if (problem) {
    const both = isLeafOfEvent && problem.what !== 'columns' ? ' and its leaf were' : ' was';
    return finding('edited', `${where}${both} changed: ${problem.message}.`);
  }
  if (!isRoot)
    return finding('edited', `The leaf at position ${position} was changed: it is not that of its event.`);
  return isSealedNearby
    ? finding('swapped', `${where} is genuine, but its place is another one: leaves were swapped.`)
    : finding(
        'edited',
        `${where} has a good MAC, but another one was sealed there: somebody with the MAC key replaced it, or it was swapped with one far away.`,
      );
}
