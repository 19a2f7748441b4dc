import type { AuditVerification } from '../../audit/verify/audit-verification.js';
import type { AuditDatabase } from '../../audit/typeorm/audit-database.js';
import type { Command, CommandCall } from '../command.js';
import type { ExitCode } from '../exit-code.js';
import { UsageError } from '../usage.error.js';
import { macKeysOf, noMacKeys, verifierOption } from './evidence-keys.js';
import { logIdentity } from './log-identity.js';
import { openWitness } from './open-witness.js';
import { judgement, verificationReport } from './verification-report.js';
import { databaseOptions, streamOf, streamOption, withAuditDatabase } from './with-audit-database.js';

/** Checks a whole log. */
export const verifyCommand: Command = {
  name: 'audit verify',
  summary: 'Checks every record of the audit trail, and names the first one that is not what was written.',
  options: {
    ...databaseOptions,
    ...streamOption,
    ...verifierOption,
    witness: {
      value: '<file>',
      description:
        'Log file of the application or of its collector: its receipts and checkpoints are compared',
    },
    from: {
      value: '<position>',
      description: 'Begins near this leaf; what a checkpoint before it covers is trusted',
    },
    json: { description: 'Prints the whole result as JSON' },
  },
  notes: [
    'The MAC of each record is checked with OBSERVABILITY_AUDIT_MAC_KEY, or the file in OBSERVABILITY_AUDIT_MAC_KEY_FILE.',
    'Exit codes: 0 everything is as it was written, 1 something was changed, 2 nothing wrong was found but evidence is missing.',
  ],
  run: call => withAuditDatabase(call, {}, database => verify(call, database)),
};

async function verify(call: CommandCall, database: AuditDatabase): Promise<ExitCode> {
  const [{ verifyAudit }, { readingSql }] = await Promise.all([
    import('../../audit/verify/verify-audit.js'),
    import('../../audit/typeorm/query/reading-sql.js'),
  ]);
  const identity = await logIdentity(call, database, streamOf(call));
  const witness = await openWitness(call);
  const result: AuditVerification = await verifyAudit({
    sql: readingSql(database.dataSource).committed,
    dialect: database.dialect.name,
    stream: identity.stream,
    origin: identity.origin,
    verifiers: identity.verifiers,
    keys: (await macKeysOf(call)) ?? (await noMacKeys()),
    from: positionOf(call),
    ...(witness && { witness }),
  });
  const { code, sentences } = judgement(result, identity.source);
  const missingGuards = await missingTriggers(database);
  call.output.line(
    call.flag('json')
      ? JSON.stringify({ ...result, keys: identity.source, missingGuards, exitCode: code }, undefined, 2)
      : verificationReport(result, identity.origin, [...sentences, ...guardNote(missingGuards)]),
  );
  return code;
}

/** No evidence of anything that was done, but of what could be. */
async function missingTriggers({ dataSource, dialect }: AuditDatabase): Promise<readonly string[]> {
  const { missingTables } = await import('../../audit/typeorm/install-tables.js');
  return (await missingTables(dataSource, dialect)).filter(name => name.includes('.'));
}

function guardNote(missing: readonly string[]): string[] {
  return missing.length === 0
    ? []
    : [
        `Note: the tables are not guarded against changes, these triggers are missing: ${missing.join(', ')}.`,
      ];
}

function positionOf(call: CommandCall): number {
  const text = call.text('from') ?? '0';
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`audit verify: --from is the position of a leaf, and '${text}' is none.`);
}
