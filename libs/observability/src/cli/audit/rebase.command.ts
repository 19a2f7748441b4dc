import type { Command, CommandCall } from '../command.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { UsageError } from '../usage.error.js';
import { verifierOption } from './evidence-keys.js';
import { recordOptions, withUpkeep } from './upkeep-command.js';
import { databaseOptions, streamOption } from './with-audit-database.js';
import { openWitness } from './open-witness.js';

/** Declares a restored backup. */
export const rebaseCommand: Command = {
  name: 'audit rebase',
  summary:
    'Declares that a backup was restored, so that what it lost is told by verify and is no truncation.',
  options: {
    ...databaseOptions,
    ...streamOption,
    ...verifierOption,
    witness: { value: '<file>', description: 'Log file with the checkpoints from before the restore' },
    ...recordOptions,
  },
  notes: [
    'Stop the application first: its sealers remember the longer log. Needs both secrets of the application.',
    'Exit codes: 0 done, 1 refused, because nothing was lost or something else is wrong.',
  ],
  run: rebase,
};

async function rebase(call: CommandCall): Promise<ExitCode> {
  const witness = await openWitness(call);
  if (!witness)
    throw new UsageError('audit rebase: --witness is missing: without it nobody knows what was lost.');
  const { rebaseLog } = await import('../../audit/typeorm/upkeep/rebase-log.js');
  return withUpkeep(call, async (upkeep, caller) => {
    const { kept, lost } = await rebaseLog(upkeep, { witness, ...caller });
    call.output.line(`Declared: the log goes on from ${kept} events; ${lost - kept} later ones are lost.`);
    return exitCode.fine;
  });
}
