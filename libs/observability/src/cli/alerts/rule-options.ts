import { defaultRunbooks } from '../../operations/alerts/runbook-address.js';
import type { RunbookOf } from '../../operations/slo/slo-rules.js';
import type { CommandCall, CommandOption } from '../command.js';
import { UsageError } from '../usage.error.js';

/** Options of every command that writes rules. */
export const ruleOptions: Readonly<Record<'runbooks' | 'operator', CommandOption>> = {
  runbooks: {
    value: '<url>',
    description: "Where the runbooks are; 'x' makes x/ServiceDown.md. Default: those of the library",
  },
  operator: {
    value: '<name>',
    description: 'Writes a PrometheusRule of this name, for the Prometheus operator on Kubernetes',
  },
};

/** The address of the runbook of an alert. @throws UsageError when the option is no http address */
export function runbooksAt(call: CommandCall): RunbookOf {
  const given = call.text('runbooks');
  if (given !== undefined && !/^https?:\/\/\S+$/.test(given)) {
    throw new UsageError(
      `--runbooks is an address such as https://wiki.example.com/runbooks, and '${given}' is none.`,
    );
  }
  const base = (given ?? defaultRunbooks).replace(/\/+$/, '');
  return alert => `${base}/${alert}.md`;
}
