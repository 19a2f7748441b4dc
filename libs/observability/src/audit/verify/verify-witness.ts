import type { AuditFinding } from './audit-finding.js';
import type { VerifiedCounts } from './audit-verification.js';
import { WitnessedCheckpoints, type WitnessRules } from './witnessed-checkpoints.js';
import { WitnessedReceipts } from './witnessed-receipts.js';
import type { WitnessLine } from './witness-lines.js';

/** What witnesses said. */
export type WitnessCounts = Pick<VerifiedCounts, 'anchors' | 'receipts' | 'outdated' | 'foreign'>;

/** Lines that are compared with the database at once. */
const batchSize = 500;

/** Compares what witnesses kept with the log. */
export async function verifyWitness(
  lines: AsyncIterable<WitnessLine> | undefined,
  rules: WitnessRules & { readonly report: (finding: AuditFinding) => void },
): Promise<WitnessCounts> {
  const checkpoints = new WitnessedCheckpoints(rules);
  const receipts = new WitnessedReceipts(rules);
  for await (const line of lines ?? []) {
    if (line.kind === 'checkpoint') checkpoints.add(line.note);
    else receipts.add(line);
    if (checkpoints.waiting >= batchSize) await checkpoints.compare();
    if (receipts.waiting >= batchSize) await receipts.compare();
  }
  await checkpoints.compare();
  await receipts.compare();
  return {
    anchors: checkpoints.agreed,
    receipts: receipts.agreed,
    outdated: checkpoints.outdated + receipts.outdated,
    foreign: checkpoints.foreign + receipts.foreign,
  };
}
