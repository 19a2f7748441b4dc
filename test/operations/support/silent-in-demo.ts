/**
 * Panels and series that have no data although the demo runs, each with the reason. Short on purpose: a name that is here
 * is a name that nobody checks.
 */
export const silentInDemo: ReadonlyMap<string, string> = new Map([
  ['nestjs-telemetry-health: Faults', 'nothing of the demo fails inside telemetry'],
  ['nestjs_observability_faults_total', 'as above'],
  ['nestjs-telemetry-health: Traces by decision', 'the demo keeps every trace, so nothing is decided'],
  ['nestjs-telemetry-health: Limits reached', 'as above'],
  ['nestjs-telemetry-health: Buffer', 'as above'],
]);
