import { writeFile } from 'node:fs/promises';
import type { Command, CommandCall } from '../command.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { ruleOptions, runbooksAt } from './rule-options.js';

/** Writes the alerts that come with the library. */
export const alertsCommand: Command = {
  name: 'alerts',
  summary: 'Writes the alerts that come with the library, as a rule file for Prometheus.',
  options: {
    out: { value: '<file>', description: 'Writes there instead of to standard output' },
    ...ruleOptions,
  },
  run: write,
};

async function write(call: CommandCall): Promise<ExitCode> {
  const text = await alertFile(call);
  const out = call.text('out');
  if (out === undefined) await call.output.write(text);
  else await writeFile(out, text);
  return exitCode.fine;
}

async function alertFile(call: CommandCall): Promise<string> {
  const [{ alertGroups }, { alertRules }, { ruleFile }] = await Promise.all([
    import('../../operations/alerts/index.js'),
    import('../../operations/alerts/alert.js'),
    import('../../operations/rules/rule-file.js'),
  ]);
  return ruleFile(alertRules(alertGroups, runbooksAt(call)), {
    comment: ['Made by nestjs-observability alerts; changes here are lost with the next version.'],
    operator: call.text('operator'),
  });
}
