import type { MacKeyRing } from '../evidence/mac-key-ring.js';
import type { NoteVerifier } from '../evidence/note-verifier.js';
import type { AuditDialectName } from '../typeorm/audit-dialect.js';
import type { Sql } from '../typeorm/sql.js';
import type { AuditVerification } from './audit-verification.js';
import type { EventRules } from './check-event.js';
import { Findings } from './findings.js';
import { readLogHead } from './log-head.js';
import { readLogRecords } from './log-records.js';
import { findLogStart } from './log-start.js';
import { ProjectedColumns } from './projected-columns.js';
import { reportGaps } from './report-gaps.js';
import { verifyLeftovers } from './verify-leftovers.js';
import { verifySealed, type VerifyProgress } from './verify-sealed.js';
import { verifyUnsealed } from './verify-unsealed.js';
import { verifyWitness } from './verify-witness.js';
import type { WitnessLine } from './witness-lines.js';
import { WriterNumbers } from './writer-numbers.js';

/** What is verified, and with what. */
export interface VerifyAuditOptions {
  /** Reads what is committed; every statement may run on a connection of its own. */
  readonly sql: Sql;
  readonly dialect: AuditDialectName;
  readonly stream: string;
  /** Origin of its checkpoints. */
  readonly origin: string;
  /** All keys that its events may have been authenticated with. */
  readonly keys: MacKeyRing;
  /** All keys that its checkpoints may have been signed with. */
  readonly verifiers: readonly NoteVerifier[];
  /** Checks events from about this position on: what an earlier checkpoint covers is taken as signed. @defaultValue `0` */
  readonly from?: number;
  /** Checkpoints and receipts from outside of the database, e.g. `witnessLines(createReadStream('app.log'))`. */
  readonly witness?: AsyncIterable<WitnessLine>;
  /** Is told about every page. */
  readonly progress?: (progress: VerifyProgress) => void;
}

/**
 * Reads a whole log and checks every record: MAC, columns, leaf, position, each checkpoint with its root and signature, the
 * numbers of the writers, what is not sealed yet, and what witnesses saw. Memory does not grow with the log.
 *
 * It may run beside the application: what is sealed meanwhile is left to the next run.
 *
 * @throws what the database throws; a bad log is a result and no error.
 */
export async function verifyAudit(options: VerifyAuditOptions): Promise<AuditVerification> {
  const begin = performance.now();
  const { sql, stream, origin, verifiers, keys } = options;
  const findings = new Findings();
  const report = findings.add.bind(findings);
  const rules: EventRules = { stream, keys, columns: new ProjectedColumns(options.dialect) };
  const { breaks, prunes } = await readLogRecords(sql, { ...rules, origin, verifiers });
  const from = options.from ?? 0;
  const start = await findLogStart(sql, { stream, origin, verifiers, prunes, from, report });
  await verifyLeftovers(sql, { ...rules, pruned: start.pruned, report });
  const isPartial = start.frontier.size > 0;
  const numbers = new WriterNumbers(start.proof?.writers, isPartial);
  // Before the head is read: an event that is sealed meanwhile is then seen twice, and not never.
  const pending = await verifyUnsealed(sql, { ...rules, numbers, report });
  const head = await readLogHead(sql, stream);
  const sealed = await verifySealed(sql, {
    ...rules,
    ...{ origin, verifiers, numbers, breaks, head, report },
    start: start.frontier,
    ...(options.progress && { progress: options.progress }),
  });
  await reportGaps(sql, stream, numbers, report);
  const witness = await verifyWitness(options.witness, {
    ...{ sql, stream, origin, verifiers, breaks, report },
    pruned: start.pruned,
    ...(start.proof && { lastPruned: start.proof.lastId }),
    size: head.size,
  });
  const sorted = findings.sorted();
  return {
    verdict: findings.verdict,
    stream,
    size: head.size,
    root: Buffer.from(sealed.root).toString('base64'),
    from: start.frontier.size,
    ...(sorted[0] && { first: sorted[0] }),
    findings: sorted,
    kinds: findings.kinds,
    counts: {
      sealed: sealed.events,
      pending,
      checkpoints: sealed.checkpoints,
      writers: numbers.count,
      open: numbers.open,
      ...witness,
    },
    breaks,
    duration: performance.now() - begin,
  };
}
