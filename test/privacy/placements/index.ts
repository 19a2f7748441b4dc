import { errors } from './errors.js';
import { members } from './members.js';
import type { Placement } from './placement.js';
import { texts } from './texts.js';

/** Every place, by its number. */
export const placements: readonly Placement[] = [...members, ...texts, ...errors];
