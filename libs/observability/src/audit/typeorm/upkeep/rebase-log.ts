import type { AuditActor } from '../../audit-entry.js';
import { signNote } from '../../evidence/signed-note.js';
import { isProof } from '../../verify/audit-finding.js';
import { readLogHead } from '../../verify/log-head.js';
import { breakText, logAction, logTarget, readLogRecords } from '../../verify/log-records.js';
import { findLogStart } from '../../verify/log-start.js';
import { ProjectedColumns } from '../../verify/projected-columns.js';
import { verifyAudit } from '../../verify/verify-audit.js';
import { verifyWitness } from '../../verify/verify-witness.js';
import type { WitnessLine } from '../../verify/witness-lines.js';
import { verifiersOf } from '../sealer/stream-identity.js';
import { AuditUpkeepError } from './audit-upkeep.error.js';
import type { UpkeepMeans } from './prune-log.js';
import { upkeepEntry } from './upkeep-entry.js';

/** Why a log goes on from an earlier size, and what shows how far it had come. */
export interface RebaseLogOptions {
  /** Checkpoints from outside of the database, up to the newest before the restore. */
  readonly witness: AsyncIterable<WitnessLine>;
  readonly reason: string;
  readonly actor: AuditActor;
}

/** What was declared. */
export interface RebaseResult {
  /** Size up to which the log is that of the witnesses. */
  readonly kept: number;
  /** Size that it had reached. */
  readonly lost: number;
}

/**
 * Declares that a backup was restored, and with it the end of the log was lost: a signed record, which verification shows instead
 * of calling the log truncated. Stop the application before, so that its sealers do not remember the longer log.
 *
 * @throws AuditUpkeepError when nothing was lost, or the log has other faults than that.
 */
export async function rebaseLog(means: UpkeepMeans, options: RebaseLogOptions): Promise<RebaseResult> {
  const { identity, sink } = means;
  const { stream, origin, signers } = identity;
  await refuseDamage(means);
  const { agreed, differing } = await comparedSizes(means, options.witness);
  if (differing.length === 0) {
    throw new AuditUpkeepError('rebase', stream, 'No witness has a checkpoint that the log does not have.');
  }
  const first = differing.reduce((a, b) => Math.min(a, b));
  const lost = differing.reduce((a, b) => Math.max(a, b));
  const kept = agreed.reduce((best, size) => (size < first ? Math.max(best, size) : best), 0);
  const entry = upkeepEntry({
    action: logAction.rebase,
    crud: 'x',
    target: { type: logTarget, id: stream },
    actor: options.actor,
    reason: options.reason,
    details: { kept, lost, note: signNote(breakText(origin, kept, lost), signers) },
  });
  await sink.write([entry]);
  return { kept, lost };
}

/** A break explains what is missing at the end, numbers of writers among it, and must not explain anything else. */
async function refuseDamage({ sql, dialect, identity, keys }: UpkeepMeans): Promise<void> {
  const { stream, origin } = identity;
  const verifiers = verifiersOf(identity);
  const { findings } = await verifyAudit({ sql, dialect, stream, origin, keys, verifiers });
  const damage = findings.find(finding => isProof(finding) && !finding.numbers);
  if (damage) throw new AuditUpkeepError('rebase', stream, damage.message);
}

/** Sizes of the checkpoints of witnesses that are those of the log, and of those that are not. */
async function comparedSizes(
  { sql, dialect, identity, keys }: UpkeepMeans,
  witness: AsyncIterable<WitnessLine>,
): Promise<{ readonly agreed: readonly number[]; readonly differing: readonly number[] }> {
  const { stream, origin } = identity;
  const verifiers = verifiersOf(identity);
  const columns = new ProjectedColumns(dialect);
  const agreed: number[] = [];
  const differing: number[] = [];
  const { breaks, prunes } = await readLogRecords(sql, { stream, keys, columns, origin, verifiers });
  const report = (): void => undefined;
  const { pruned } = await findLogStart(sql, { stream, origin, verifiers, prunes, from: 0, report });
  const { size } = await readLogHead(sql, stream);
  await verifyWitness(witness, {
    ...{ sql, stream, origin, verifiers, breaks, pruned, size, report },
    onAgreed: each => void agreed.push(each),
    onDiffering: each => void differing.push(each),
  });
  return { agreed, differing };
}
