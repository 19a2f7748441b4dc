import { answered } from './answered-cases.js';
import type { EdgeCase } from './edge-case.js';
import { failed, filtered } from './failed-cases.js';
import { refused } from './refused-cases.js';

/** Every outcome that a request to the edge module can have. */
export const edgeCases: readonly EdgeCase[] = [...answered, ...refused, ...failed, ...filtered];
