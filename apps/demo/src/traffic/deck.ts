import { type Scenario, SCENARIOS } from './scenarios.ts';

/**
 * Deals the scenarios endlessly: first each of them once, so that even a short run shows everything, then by weight
 * from decks that are shuffled anew.
 */
export function* dealScenarios(): Generator<Scenario, never> {
  yield* SCENARIOS;
  const deck = SCENARIOS.flatMap(scenario => Array<Scenario>(scenario.weight).fill(scenario));
  for (;;) yield* shuffled(deck);
}

function shuffled<T>(cards: readonly T[]): T[] {
  return cards
    .map(card => [Math.random(), card] as const)
    .sort(([left], [right]) => left - right)
    .map(([, card]) => card);
}
