import type { SloFile } from '../../operations/slo/slo-file.js';
import type { CommandCall } from '../command.js';
import { runbooksAt } from '../alerts/rule-options.js';

/** The rule file of objectives, as `slo generate` writes it and `slo check` expects it. */
export async function sloRuleFile(call: CommandCall, file: SloFile): Promise<string> {
  const [{ sloRules }, { ruleFile }] = await Promise.all([
    import('../../operations/slo/slo-rules.js'),
    import('../../operations/rules/rule-file.js'),
  ]);
  return ruleFile(sloRules(file, runbooksAt(call)), {
    comment: [
      `Made by nestjs-observability slo generate from the objectives of ${file.service}; changes here are lost.`,
    ],
    operator: call.text('operator'),
  });
}
