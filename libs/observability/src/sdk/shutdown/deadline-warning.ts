import type { ResolvedShutdown } from '../../config/resolved-options.js';

/** Milliseconds beside the deadlines of the options: the log's last lines, and what Nest does between two steps. */
const rest = 1_000;

/** What to tell at start when the platform would end the process before it has ended itself. */
export function deadlineWarning(shutdown: ResolvedShutdown): string | undefined {
  const { drainWaitMs, inFlightTimeoutMs, flushTimeoutMs, graceMs } = shutdown;
  const total = drainWaitMs + inFlightTimeoutMs + flushTimeoutMs + rest;
  if (total <= graceMs) return undefined;
  return (
    `A shutdown may take ${total} ms: shutdown.drainWait ${drainWaitMs} + shutdown.inFlightTimeout ${inFlightTimeoutMs} + ` +
    `shutdown.flushTimeout ${flushTimeoutMs} + ${rest} for the rest. After ${graceMs} ms (shutdown.grace) the process is killed ` +
    'and loses what is left: lower them, or raise the grace period of the platform and shutdown.grace'
  );
}
