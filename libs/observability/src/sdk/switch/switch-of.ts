import { Logger } from '@nestjs/common';
import type { ResolvedOptions } from '../../config/resolved-options.js';
import { scopeName } from '../../core/names.js';
import type { Runtime } from '../../core/runtime.js';
import { countLostLines } from '../../logging/lost-lines-counter.js';
import type { StartedLogging } from '../start-logging.js';
import type { StartedMetrics } from '../start-metrics.js';
import type { StartedSdk } from '../start-sdk.js';
import { ObservabilitySwitch, type SwitchedSignal } from './observability-switch.js';
import { showSwitch } from './switch-metric.js';

/** What is switched. */
interface SwitchableParts {
  readonly options: ResolvedOptions;
  readonly logging: StartedLogging | undefined;
  readonly metrics: StartedMetrics | undefined;
  readonly sdk: StartedSdk;
}

/** The switch of an application, with its metric. */
export function switchOf(
  runtime: Runtime,
  { options, logging, metrics, sdk }: SwitchableParts,
): ObservabilitySwitch {
  const configured = new Set<SwitchedSignal>();
  if (sdk.tracers) configured.add('traces');
  if (metrics) configured.add('metrics');
  if (logging && !options.disabled && !options.switchedOff.has('logs')) configured.add('logs');
  const logger = new Logger('Observability');
  const created = new ObservabilitySwitch({
    configured,
    record: signals => runtime.switchTo(signals),
    push: on => metrics && (metrics.reader.pushing = on),
    exportLines: on => logging?.exportLines(on),
    tell: message => logger.warn(message),
  });
  const meter = sdk.meters?.getMeter(scopeName);
  if (!meter) return created;
  showSwitch(meter, created);
  if (logging) countLostLines(meter, () => logging.output.lost());
  return created;
}
