import type { AuditResult } from '../audit/audit-result.js';
import { auditTable, verifiedLine } from './audit-table.js';
import { auditTargets } from './audit-targets.js';

const VARIANTS = `- **unaudited**: the transaction alone, the library with \`audit: false\`.
- **insert**: the same and a hand-written \`INSERT\` of an audit row: same columns and indexes, no MAC, nothing sealed.
- **insert-pipelined**: that row sent together with COMMIT, as the library does: \`extra: { pipeline: true }\`, and nobody waits for the insert.
- **audited**: \`@Audited\` on the method, sealed by the same process.
- **apart**: the same, sealed by another process on the same machine.
- **unsealed**: the same, sealed by nobody: what is left is the cost of the record itself.
- **loaders**: as audited, with \`lockedLoader\` and \`reload\`: two more queries in each transaction.
- **saved**: the order is read under the same lock, changed as an object and written by \`save()\`, as most services do; TypeORM
  reads the row once more. No record.
- **saved-audited**: the same with \`@Audited\`, which records the fields that changed; "of unaudited" is of **saved**.`;

/** What the audit trail costs. */
export function auditSection(result: AuditResult): string {
  const { rounds, seconds, warmup, writers } = result.settings;
  const { cpu, cores, memoryGb, platform, node } = result.machine;
  const { version, fsync, synchronousCommit } = result.database;
  return `## An audited transaction

Through TypeORM on PostgreSQL: \`BEGIN\`, \`SELECT ... FOR UPDATE\`, \`UPDATE\` of one of 20,000 orders, \`COMMIT\`. Medians of
${rounds} rounds.

${VARIANTS}

${auditTable(result)}

"Of unaudited" and "of insert" compare throughput in the same round. "App" and "server" are the CPU time of the writing process, sealer
included, and of its sessions on the server for each transaction; "by CPU" is that of both without a record over that with one.
"Sealed" is the time from the insert of an event to that of the signed checkpoint over it.

${verifiedLine(result)}

${auditTargets(result)}

Load, application and server share these cores, so what counts is the CPU time of all of them together, at saturation. A transaction
that does more, or cores that are not all busy, make the share of a record smaller; a slow network makes the turn that pipelining saves
dearer.

\`\`\`sh
npm run bench:audit -- --rounds ${rounds} --seconds ${seconds} --warmup ${warmup} --writers ${writers.join()}
\`\`\`

${cpu}, ${cores} cores, ${memoryGb} GB, ${platform}, Node ${node}; PostgreSQL ${version} on the same cores, fsync ${fsync},
synchronous_commit ${synchronousCommit}.`;
}
