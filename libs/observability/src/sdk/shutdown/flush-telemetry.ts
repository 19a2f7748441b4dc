import { ProcessEnd } from './process-end.js';
import type { FlushReport, ItemCounts } from './flush-report.js';
import type { SignalName } from '../../core/export-ledger.js';

/** How long a flush may take. */
export interface FlushOptions {
  /** Milliseconds. @defaultValue the `shutdown.flushTimeout` option */
  readonly timeout?: number;
}

/**
 * Sends every span, metric and log record that has ended in this process, and writes the log: for what freezes between two calls,
 * such as a serverless function, and for scripts that end without closing their application. Nothing is stopped.
 *
 * Never rejects: the report says what could not be sent in time.
 *
 * @example
 * ```ts
 * export async function handler(event: unknown) {
 *   try {
 *     return await app.get(Orders).place(event);
 *   } finally {
 *     await flushTelemetry({ timeout: 1_000 });
 *   }
 * }
 * ```
 */
export async function flushTelemetry({ timeout }: FlushOptions = {}): Promise<FlushReport> {
  const reports = await Promise.all(ProcessEnd.current.telemetries.map(each => each.flush(timeout)));
  return {
    complete: reports.every(({ complete }) => complete),
    left: sum(reports.map(({ left }) => left)),
    dropped: sum(reports.map(({ dropped }) => dropped)),
  };
}

function sum(counts: readonly ItemCounts[]): ItemCounts {
  const sums: Partial<Record<SignalName, number>> = {};
  for (const each of counts) {
    for (const [signal, items] of Object.entries(each) as [SignalName, number][]) {
      sums[signal] = (sums[signal] ?? 0) + items;
    }
  }
  return sums;
}
