import { writeFile } from 'node:fs/promises';
import { ruleOptions } from '../alerts/rule-options.js';
import type { Command, CommandCall } from '../command.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { sloInput } from './slo-input.js';
import { sloRuleFile } from './slo-output.js';

/** Makes Prometheus rules from objectives. */
export const sloGenerateCommand: Command = {
  name: 'slo generate',
  summary: 'Makes recording rules and burn-rate alerts for Prometheus from a file of objectives.',
  operands: ['[file]'],
  options: {
    out: { value: '<file>', description: 'Writes there instead of to standard output' },
    openslo: { description: 'Writes OpenSLO documents (openslo/v1) instead of rules' },
    ...ruleOptions,
  },
  notes: [
    'The file is slo.yaml unless another is named; docs/slo.md describes it.',
    'Exit codes: 0 written, 66 the file cannot be read, 78 it is wrong.',
  ],
  run: generate,
};

async function generate(call: CommandCall): Promise<ExitCode> {
  const { file } = await sloInput(call);
  const text = call.flag('openslo')
    ? await (await import('../../operations/slo/open-slo.js')).openSlo(file)
    : await sloRuleFile(call, file);
  const out = call.text('out');
  if (out === undefined) {
    await call.output.write(text);
  } else {
    await writeFile(out, text);
    call.output.note(`wrote ${out}: ${file.objectives.length} objectives of ${file.service}`);
  }
  return exitCode.fine;
}
