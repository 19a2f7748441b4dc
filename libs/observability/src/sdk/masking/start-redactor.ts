import type { FaultLog } from '../../core/fault-log.js';
import { Redactor } from '../../redaction/redactor.js';
import type { RedactionOptions } from '../../redaction/redaction.options.js';

/**
 * The one redactor of an application. Its listener is told like every other callback: nobody waits for it, and one that fails all
 * the time is left alone for a while. Detectors are asked every time, because a text that is not searched is one that leaks.
 */
export function startRedactor(options: RedactionOptions, faults: FaultLog): Redactor {
  const { onRedacted } = options;
  return new Redactor({
    ...options,
    ...(onRedacted && {
      onRedacted: notice => faults.tell('redaction.onRedacted', () => onRedacted(notice)),
    }),
    onFault: (site, thrown) => faults.report(site, thrown),
  });
}
