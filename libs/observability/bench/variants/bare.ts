import type { Variant } from '../app/variant.js';

/** Nest alone, without a logger: what every other variant is compared with. */
export const variant: Variant = {
  traced: () => () => undefined,
  imports: () => [],
};
