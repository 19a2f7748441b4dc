/** A place where applications put secrets by accident. */
export interface Placement {
  readonly name: string;
  /** The value as an application would log, record or throw it. */
  readonly value: unknown;
  /** What must not be found in any exit, in any case; the canary itself unless the placement writes it differently. */
  readonly secrets: readonly string[];
}

type Made = readonly [
  name: string,
  make: (canary: string) => unknown,
  secrets?: (canary: string) => string[],
];

/** Sixteen letters and digits of their own for each place, so that a leak says where it came from. */
export const canaryOf = (index: number): string => `c4n4ry${String(index).padStart(3, '0')}zq9k7w2`;

let made = 0;

/** Gives each place a canary. */
export function placementsOf(list: readonly Made[]): Placement[] {
  return list.map(([name, make, secrets]) => {
    const canary = canaryOf(made++);
    return { name, value: make(canary), secrets: secrets?.(canary) ?? [canary] };
  });
}
