import type { ConfigurationProblem } from './configuration-problem.js';
import type { ValidOptions } from './options.schema.js';

/** Attributes that have an option of their own. */
const OPTION_OF = [
  ['service.name', 'name'],
  ['service.version', 'version'],
  ['service.namespace', 'namespace'],
  ['service.instance.id', 'instanceId'],
  ['deployment.environment.name', 'environment'],
] as const;

/** An option and an attribute that say two different things: which of them wins is not for the reader to guess. */
export function serviceContradictions(service: ValidOptions['service']): ConfigurationProblem[] {
  const attributes = new Map(Object.entries(service?.attributes ?? {}));
  return OPTION_OF.filter(([attribute, option]) => {
    const own = service?.[option];
    return own !== undefined && attributes.has(attribute) && attributes.get(attribute) !== own;
  }).map(([attribute, option]) => ({
    path: `service.attributes["${attribute}"]`,
    message: `contradicts service.${option}`,
    fix: `remove it: service.${option} becomes that attribute`,
  }));
}
