import { ruleOptions } from '../alerts/rule-options.js';
import type { Command, CommandCall } from '../command.js';
import { CommandError } from '../command.error.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { sloInput, textOf } from './slo-input.js';
import { sloRuleFile } from './slo-output.js';

/** For a pipeline: says whether objectives are well written, and whether their rules are those that were made from them. */
export const sloCheckCommand: Command = {
  name: 'slo check',
  summary: 'Checks a file of objectives, and whether a rule file is what it asks for.',
  operands: ['[file]'],
  options: {
    rules: { value: '<file>', description: 'Rule file that slo generate wrote' },
    ...ruleOptions,
  },
  notes: [
    'Exit codes: 0 all is well, 65 the rules are older than the objectives, 66 a file cannot be read, 78 it is wrong.',
  ],
  run: check,
};

async function check(call: CommandCall): Promise<ExitCode> {
  const { path, file } = await sloInput(call);
  const rules = call.text('rules');
  if (rules !== undefined && (await textOf(rules)) !== (await sloRuleFile(call, file))) {
    throw new CommandError(
      'SLO_RULES_OUTDATED',
      exitCode.outdated,
      `${rules} is not what ${path} asks for; run: nestjs-observability slo generate ${path} --out ${rules}`,
    );
  }
  call.output.line(`${path}: ${file.objectives.length} objectives of ${file.service}, all well written`);
  for (const { name, objective, window } of file.objectives) {
    const minutes = ((100 - objective) / 100) * days(window) * 24 * 60;
    call.output.line(
      `  ${name}: ${objective} % over ${window}, ${Math.round(minutes)} minutes of everything failing`,
    );
  }
  return exitCode.fine;
}

const days = (window: string): number =>
  Number.parseInt(window, 10) * ({ d: 1, w: 7, h: 1 / 24 }[window.slice(-1)] ?? 0);
