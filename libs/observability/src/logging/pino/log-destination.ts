import { createRequire } from 'node:module';
import { pino } from 'pino';
import type { LogDestination } from '../../observability.options.js';
import type { LineDestination } from './log-output.js';

/** Settings of the place that lines go to. */
export interface DestinationSettings {
  readonly destination: LogDestination | undefined;
  readonly pretty: boolean;
}

/** Bytes gathered before a write, and milliseconds after which they are written anyway. */
const batch = { minLength: 4_096, periodicFlush: 250 };

/** Opens the destination: a given stream, a file, or standard output; in colours when they are wanted. */
export function openDestination({ destination, pretty }: DestinationSettings): LineDestination {
  if (typeof destination === 'object') return destination;
  if (pretty) return prettyDestination(destination);
  return pino.destination({ dest: destination ?? 1, mkdir: true, sync: false, ...batch });
}

/** Loaded only where a person reads: production never pays for it. */
function prettyDestination(destination: string | undefined): LineDestination {
  const load = createRequire(import.meta.url);
  const { build } = load('pino-pretty') as typeof import('pino-pretty');
  return build({
    destination: destination ?? 1,
    mkdir: true,
    sync: true,
    ignore: 'pid,hostname',
    translateTime: 'HH:MM:ss.l',
    singleLine: true,
  });
}
