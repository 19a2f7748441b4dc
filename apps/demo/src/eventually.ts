import { setTimeout as delay } from 'node:timers/promises';

/**
 * Looks again and again until what is seen is good, and gives the last look after the limit: telemetry arrives a
 * moment after the answer it tells of.
 * @param limit - milliseconds
 */
export async function eventually<T>(
  look: () => Promise<T>,
  good: (seen: T) => boolean,
  limit = 8000,
): Promise<T> {
  const deadline = performance.now() + limit;
  for (;;) {
    const seen = await look();
    if (good(seen) || performance.now() > deadline) return seen;
    await delay(200);
  }
}
