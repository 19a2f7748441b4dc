import { setTimeout as delay } from 'node:timers/promises';
import { dealScenarios } from './deck.ts';
import { SCENARIOS } from './scenarios.ts';
import type { ShopClient } from './shop-client.ts';

/** How much traffic there is. */
export interface TrafficPlan {
  readonly shop: ShopClient;
  readonly seconds: number;
  /** Scenarios started in a second. */
  readonly rate: number;
  readonly signal: AbortSignal;
  /** Told now and then how much of the run is over, from 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/**
 * Starts scenarios at a fixed rate, whether or not earlier ones have been answered, as real clients do.
 * Resolves when the last one is answered. Every scenario is played at least once, however short the run is.
 */
export async function runTraffic({ shop, seconds, rate, signal, onProgress }: TrafficPlan): Promise<void> {
  const open = new Set<Promise<unknown>>();
  const started = performance.now();
  const plays = Math.max(Math.round(seconds * rate), SCENARIOS.length);
  const scenarios = dealScenarios();
  let failure: unknown;
  for (let index = 0; index < plays && failure === undefined; index++) {
    const due = started + (index * seconds * 1000) / plays;
    await delay(Math.max(0, due - performance.now()), undefined, { signal });
    const play: Promise<unknown> = scenarios
      .next()
      .value.play(shop)
      .catch((error: unknown) => (failure = error))
      .finally(() => open.delete(play));
    open.add(play);
    onProgress(index / plays);
  }
  await Promise.all(open);
  if (failure !== undefined) throw failure;
}
