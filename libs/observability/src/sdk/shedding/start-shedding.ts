import { Logger } from '@nestjs/common';
import type { ResolvedOptions } from '../../config/resolved-options.js';
import { shedKinds, type LoadShedding } from '../../core/load-shedding.js';
import { LoadWatch } from './load-watch.js';
import { LoopMeter } from './loop-meter.js';

/** Milliseconds between two readings of the event loop. */
const everyMs = 500;

/**
 * Watches the event loop from here on; nothing is ever given up where the option is off.
 *
 * @returns ends the watch, and with it what it gave up
 */
export function startShedding(
  shedding: LoadShedding,
  { shedding: options, disabled }: ResolvedOptions,
): () => void {
  if (!options || disabled) return () => undefined;
  const logger = new Logger('Observability');
  let before = shedding.counts();
  const watch = new LoadWatch(shedding, options, reading => {
    if (reading) before = shedding.counts();
    logger.warn(reading ? beginning(reading.delay) : ending(before, shedding.counts()));
  });
  const meter = new LoopMeter();
  const timer = setInterval(() => watch.take(meter.read()), everyMs).unref();
  return () => {
    clearInterval(timer);
    meter.stop();
    shedding.level = 0;
  };
}

function beginning(delay: number): string {
  return (
    `The event loop is saturated (mean delay ${Math.round(delay)} ms), so telemetry gives up what it can spare, in this order: ` +
    'debug lines, attributes of traced methods, child spans, spans of what succeeded. Errors, metrics and audit stay.'
  );
}

type Counts = ReturnType<LoadShedding['counts']>;

function ending(before: Counts, now: Counts): string {
  const given = shedKinds.map(kind => `${now[kind] - before[kind]} ${kind.replace('_', ' ')}`);
  return `The event loop is calm again and telemetry complete; what was given up meanwhile: ${given.join(', ')}.`;
}
