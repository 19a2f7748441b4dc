import { createRequire } from 'node:module';
import { FaultLog } from '../../core/fault-log.js';
import { whenRejected } from '../../core/unwaited.js';
import type { LogDestination } from '../../observability.options.js';
import { GatheredLines } from './gathered-lines.js';
import type { LineDestination } from './log-output.js';
import { visibleLine } from './visible-line.js';

/** Settings of the place that lines go to. */
export interface DestinationSettings {
  readonly destination: LogDestination | undefined;
  readonly pretty: boolean;
  /** Bytes. */
  readonly maxBuffer: number;
}

/** Opens the destination: a given stream, a file, or standard output; in colours when they are wanted. */
export function openDestination(
  { destination, pretty, maxBuffer }: DestinationSettings,
  faults = new FaultLog(),
): LineDestination {
  if (typeof destination === 'object') return givenDestination(destination, faults);
  return pretty ? prettyDestination(destination) : new GatheredLines({ file: destination, maxBuffer });
}

const site = 'logging.destination';

/**
 * A stream of the application's own: it is flushed with us, and closed by whoever opened it. What it throws would otherwise come
 * out of the call that wrote the line.
 */
function givenDestination(stream: Exclude<LogDestination, string>, faults: FaultLog): LineDestination {
  const { flushSync } = stream as { flushSync?: () => void };
  const write = (line: string): void =>
    whenRejected(stream.write(line), thrown => faults.report(site, thrown));
  return {
    write: line => faults.guard(site, () => write(line)),
    ...(typeof flushSync === 'function' && {
      close: () => flushSync.call(stream),
      flushSync: () => flushSync.call(stream),
    }),
  };
}

/** Loaded only where a person reads: production never pays for it. */
function prettyDestination(destination: string | undefined): LineDestination {
  const load = createRequire(import.meta.url);
  const { build } = load('pino-pretty') as typeof import('pino-pretty');
  const stream = build({
    destination: destination ?? 1,
    mkdir: true,
    sync: true,
    ignore: 'pid,hostname',
    translateTime: 'HH:MM:ss.l',
    singleLine: true,
  });
  return { write: line => stream.write(visibleLine(line)) };
}
