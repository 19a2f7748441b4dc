import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import type { WitnessLine } from '../../audit/verify/witness-lines.js';
import type { CommandCall } from '../command.js';
import { CommandError } from '../command.error.js';
import { exitCode } from '../exit-code.js';

/**
 * Receipts and checkpoints of the file that `--witness` names.
 *
 * @throws CommandError when it cannot be read
 */
export async function openWitness(call: CommandCall): Promise<AsyncIterable<WitnessLine> | undefined> {
  const file = call.text('witness');
  if (file === undefined) return undefined;
  const { witnessLines } = await import('../../audit/verify/witness-lines.js');
  try {
    await access(file);
  } catch (failure) {
    throw new CommandError('CLI_NO_FILE', exitCode.noInput, `--witness: ${(failure as Error).message}`);
  }
  return witnessLines(createReadStream(file));
}
