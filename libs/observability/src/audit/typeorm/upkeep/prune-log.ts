import type { AuditActor, AuditEntry } from '../../audit-entry.js';
import type { AuditSink } from '../../audit-sink.js';
import type { Frontier } from '../../evidence/frontier.js';
import type { MacKeyRing } from '../../evidence/mac-key-ring.js';
import { Findings } from '../../verify/findings.js';
import { logAction, logTarget, readLogRecords } from '../../verify/log-records.js';
import { findLogStart } from '../../verify/log-start.js';
import { ProjectedColumns } from '../../verify/projected-columns.js';
import { verifySealed } from '../../verify/verify-sealed.js';
import { WriterNumbers } from '../../verify/writer-numbers.js';
import type { AuditDialectName } from '../audit-dialect.js';
import type { SealingConnection } from '../sealer/sealing-connection.js';
import { verifiersOf, type StreamIdentity } from '../sealer/stream-identity.js';
import type { Sql } from '../sql.js';
import { AuditUpkeepError } from './audit-upkeep.error.js';
import { dropPruned, recordCut } from './drop-pruned.js';
import { cutAt, type Cut } from './find-cut.js';
import { PrunedPart } from './pruned-part.js';
import { upkeepEntry } from './upkeep-entry.js';

/** What is pruned, why, and with what. */
export interface PruneLogOptions {
  /** Drop what was sealed before this moment. */
  readonly before: Date;
  readonly reason: string;
  readonly actor: AuditActor;
  /** Entries that must stay, e.g. by a legal hold on a tenant: the cut is made before the first one. @defaultValue none */
  readonly hold?: (entry: AuditEntry) => boolean;
}

/** The log, and the means to change it. */
export interface UpkeepMeans {
  readonly sql: Sql;
  readonly dialect: AuditDialectName;
  readonly identity: StreamIdentity;
  readonly keys: MacKeyRing;
  /** Transactions of an account that may delete; the runtime role may not. */
  readonly connection: SealingConnection;
  /** Where the record of the upkeep goes. */
  readonly sink: Pick<AuditSink, 'write'>;
}

/** What was pruned. */
export interface PruneResult {
  /** Leaves below this position are gone. */
  readonly upto: number;
  /** Events that were dropped now. */
  readonly dropped: number;
  /** Position of the entry that the hold has kept, and with it all later ones. */
  readonly heldAt?: number;
}

/**
 * Drops old events and their leaves, up to a checkpoint. First they are verified; then an event with the position and the root of
 * the cut is stored, without which the cut counts as a deletion; only then are they dropped. The rest verifies as before. After a
 * crash the next call finishes the work.
 *
 * @throws AuditUpkeepError when the part to be dropped is not in order.
 */
export async function pruneLog(means: UpkeepMeans, options: PruneLogOptions): Promise<PruneResult> {
  const { sql, identity, connection, sink } = means;
  const { stream } = identity;
  const start = await startOf(means);
  const wanted = await cutAt(sql, stream, { sealedBefore: options.before, dialect: means.dialect });
  const { cut, part, heldAt } = await examined(means, start, { wanted, hold: options.hold });
  const held = heldAt === undefined ? {} : { heldAt };
  if (!cut || cut.size <= start.size) {
    await dropPruned(connection, stream, start.size);
    return { upto: start.size, dropped: 0, ...held };
  }
  const entry = upkeepEntry({
    action: logAction.prune,
    crud: 'd',
    target: { type: logTarget, id: stream },
    actor: options.actor,
    reason: options.reason,
    details: {
      upto: cut.size,
      root: Buffer.from(cut.root).toString('base64'),
      lastId: part.lastId,
      writers: part.writers,
    },
  });
  await sink.write([entry]);
  await recordCut(connection, { stream, cut, reason: options.reason });
  await dropPruned(connection, stream, cut.size);
  return { upto: cut.size, dropped: part.count, ...held };
}

/** Where the last cut was. */
async function startOf(means: UpkeepMeans): Promise<Frontier> {
  const { sql, identity, keys, dialect } = means;
  const { stream, origin } = identity;
  const verifiers = verifiersOf(identity);
  const findings = new Findings();
  const columns = new ProjectedColumns(dialect);
  const { prunes } = await readLogRecords(sql, { stream, keys, columns, origin, verifiers });
  const report = findings.add.bind(findings);
  const { frontier } = await findLogStart(sql, { stream, origin, verifiers, prunes, from: 0, report });
  refuseDamage(findings, stream);
  return frontier;
}

interface Examined {
  readonly cut: Cut | undefined;
  readonly part: PrunedPart;
  readonly heldAt?: number;
}

/** Verifies what would go; where something must stay, once more up to the checkpoint before it. */
async function examined(
  means: UpkeepMeans,
  start: Frontier,
  {
    wanted,
    hold = () => false,
  }: { readonly wanted: Cut | undefined; readonly hold?: PruneLogOptions['hold'] },
): Promise<Examined> {
  const part = new PrunedPart(hold);
  if (!wanted || wanted.size <= start.size) return { cut: wanted, part };
  await verifyPart(means, start, wanted, part);
  const { heldAt } = part;
  if (heldAt === undefined) return { cut: wanted, part };
  const { sql, identity, dialect } = means;
  const cut = await cutAt(sql, identity.stream, { upto: heldAt, dialect });
  const kept = new PrunedPart(() => false);
  if (cut && cut.size > start.size) await verifyPart(means, start, cut, kept);
  return { cut, part: kept, heldAt };
}

async function verifyPart(means: UpkeepMeans, start: Frontier, cut: Cut, part: PrunedPart): Promise<void> {
  const { sql, identity, keys, dialect } = means;
  const { stream, origin } = identity;
  const findings = new Findings();
  await verifySealed(sql, {
    ...{ stream, origin, keys, start },
    columns: new ProjectedColumns(dialect),
    verifiers: verifiersOf(identity),
    numbers: new WriterNumbers(),
    breaks: [],
    head: { size: cut.size, leaves: cut.size },
    report: findings.add.bind(findings),
    visit: (content, position) => part.visit(content, position),
  });
  refuseDamage(findings, stream);
}

function refuseDamage(findings: Findings, stream: string): void {
  const [first] = findings.sorted();
  if (!first) return;
  throw new AuditUpkeepError('prune', stream, `What would be dropped is evidence: ${first.message}`);
}
