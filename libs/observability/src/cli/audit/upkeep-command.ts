import { userInfo } from 'node:os';
import type { AuditActor } from '../../audit/audit-entry.js';
import type { OpenUpkeep } from '../../audit/typeorm/upkeep/open-upkeep.js';
import type { CommandCall, CommandOption } from '../command.js';
import { CommandError } from '../command.error.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { UsageError } from '../usage.error.js';
import { macKeysOf, signerOf, verifiersOf } from './evidence-keys.js';
import { registered } from './log-identity.js';
import { reportEvidence } from './report-evidence.js';
import { streamOf, withAuditDatabase } from './with-audit-database.js';

/** Options of every command that leaves a record of its own. */
export const recordOptions = {
  reason: { value: '<text>', description: 'Why; it becomes part of the audit trail' },
  actor: { value: '<id>', description: 'Who; by default the user of this machine' },
} as const satisfies Record<string, CommandOption>;

/** What is recorded of whoever calls. */
export interface UpkeepCaller {
  readonly reason: string;
  readonly actor: AuditActor;
}

/**
 * Runs upkeep with the secrets of the application: it changes the log, and leaves a record that verifies.
 *
 * @throws UsageError without a reason
 * @throws CommandError without both secrets
 */
export async function withUpkeep(
  call: CommandCall,
  work: (upkeep: OpenUpkeep, caller: UpkeepCaller) => Promise<ExitCode>,
): Promise<ExitCode> {
  const reason = call.text('reason')?.trim();
  if (!reason) throw new UsageError('--reason is missing: say why, it becomes part of the audit trail.');
  const keys = await macKeysOf(call);
  if (!keys) throw secretMissing('OBSERVABILITY_AUDIT_MAC_KEY');
  const actor: AuditActor = { type: 'user', id: call.text('actor') ?? userInfo().username };
  return withAuditDatabase(call, { readOnly: false }, async database => {
    const stream = streamOf(call);
    const { origin } = await registered(database, stream);
    const signer = await signerOf(call, origin);
    if (!signer) throw secretMissing('OBSERVABILITY_AUDIT_SIGNING_KEY');
    const { openUpkeep } = await import('../../audit/typeorm/upkeep/open-upkeep.js');
    const identity = { stream, origin, signers: [signer], verifiers: await verifiersOf(call) };
    const upkeep = openUpkeep(database, identity, keys);
    return reportEvidence(async () => {
      const code = await work(upkeep, { reason, actor });
      await upkeep.close();
      return code;
    });
  });
}

function secretMissing(name: string): CommandError {
  return new CommandError(
    'CLI_KEY',
    exitCode.configuration,
    `${name} is missing: this changes the log, and its record must verify.`,
  );
}
