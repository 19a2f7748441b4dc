/** Random numbers that can be had again, for tests that choose; a failure names the seed. */
export interface SeededRandom {
  readonly seed: number;
  /** From 0 up to, and without, 1. */
  next(): number;
}

/** Takes the seed from a variable of the environment, else a new one, and says which on standard error. */
export function seededRandom(variable: string): SeededRandom {
  const given = Number(process.env[variable] ?? Number.NaN);
  const seed = Number.isInteger(given) ? given : Math.floor(Math.random() * 2 ** 31);
  process.stderr.write(`Seed: ${variable}=${seed}\n`);
  return randomFrom(seed);
}

/** The same numbers each time. */
export function randomFrom(seed: number): SeededRandom {
  let state = seed;
  // Mulberry32.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { seed, next };
}
