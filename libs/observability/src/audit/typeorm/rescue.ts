import { AuditWriteError } from '../audit-write.error.js';
import type { DoubtfulNumbers } from './doubtful-numbers.js';
import type { EventDraft } from './event-writer.js';
import type { SpilledEvents } from './spilled-events.js';

/** Where events go that the database did not take. */
export interface RescueOptions {
  readonly spilled: SpilledEvents;
  readonly doubts: DoubtfulNumbers;
}

/**
 * Keeps events that the database did not take in the spill file.
 *
 * @throws AuditWriteError when the spill file does not take them either.
 */
export async function rescue(
  drafts: readonly EventDraft[],
  failure: unknown,
  { spilled, doubts }: RescueOptions,
): Promise<void> {
  try {
    await spilled.keep(drafts);
  } catch (alsoFailed) {
    // A statement that got no answer may still have stored them.
    for (const { numbers } of drafts) doubts.add(numbers);
    throw new AuditWriteError(
      `the database refused it (${textOf(failure)}), and so did the spill file (${textOf(alsoFailed)})`,
      failure,
    );
  }
}

function textOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
