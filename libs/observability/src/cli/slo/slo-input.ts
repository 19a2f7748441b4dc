import { readFile } from 'node:fs/promises';
import type { SloFile } from '../../operations/slo/slo-file.js';
import type { CommandCall } from '../command.js';
import { CommandError } from '../command.error.js';
import { exitCode } from '../exit-code.js';

/** The file of objectives that a command names. @throws CommandError when it cannot be read or used */
export async function sloInput(
  call: CommandCall,
): Promise<{ readonly path: string; readonly file: SloFile }> {
  const path = call.operands[0] ?? 'slo.yaml';
  const [{ readSloFile }, { InvalidSloError }] = await Promise.all([
    import('../../operations/slo/slo-file.js'),
    import('../../operations/slo/invalid-slo.error.js'),
  ]);
  const text = await textOf(path);
  try {
    return { path, file: await readSloFile(text) };
  } catch (error) {
    if (!(error instanceof InvalidSloError)) throw error;
    const list = error.problems.map(problem => `  - ${problem}`).join('\n');
    throw new CommandError('SLO_INVALID', exitCode.configuration, `${path} cannot be used:\n${list}`);
  }
}

/** Text of a file. @throws CommandError when it is not there */
export async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    throw new CommandError('CLI_NO_INPUT', exitCode.noInput, `${path} cannot be read: ${code}.`);
  }
}
