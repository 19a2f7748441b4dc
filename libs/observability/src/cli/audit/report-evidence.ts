import { CommandError } from '../command.error.js';
import { exitCode, type ExitCode } from '../exit-code.js';

/** What failures of the audit trail mean to a shell. */
const codes: ReadonlyMap<string, ExitCode> = new Map([
  ['AUDIT_GAP', exitCode.tampered],
  ['AUDIT_DAMAGED', exitCode.tampered],
  ['AUDIT_UPKEEP_REFUSED', exitCode.tampered],
  ['AUDIT_LOG_DAMAGED', exitCode.tampered],
  ['AUDIT_PROOF_REJECTED', exitCode.tampered],
  ['AUDIT_PROOF_INVALID', exitCode.tampered],
  ['AUDIT_NOTE_UNVERIFIED', exitCode.tampered],
  ['AUDIT_NOTE_INVALID', exitCode.tampered],
  ['AUDIT_CHECKPOINT_INVALID', exitCode.tampered],
  ['AUDIT_BODY_INVALID', exitCode.tampered],
  ['AUDIT_NOT_SEALED', exitCode.incomplete],
  ['AUDIT_NOT_FOUND', exitCode.incomplete],
  ['AUDIT_MAC_KEY_UNKNOWN', exitCode.incomplete],
  ['AUDIT_QUERY_INVALID', exitCode.usage],
]);

/** Runs a part of a command, and gives failures of the evidence the exit code that they deserve. */
export async function reportEvidence(work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work();
  } catch (failure) {
    const { code, message } = failure as { code?: unknown; message?: string };
    const known = typeof code === 'string' ? codes.get(code) : undefined;
    if (known === undefined) throw failure;
    throw new CommandError(code as string, known, message ?? '');
  }
}
