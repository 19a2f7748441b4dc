import { z } from 'zod';
import { count, flag, milliseconds, rule, switchable } from './option-rule.js';

/** The group `database`. */
export const database = switchable({
  enabled: flag(),
  roots: flag(),
  queryText: flag(),
  slowQuery: rule(z.union([z.literal(false), z.int().min(1).max(2_147_483_647)]), {
    message: 'must be a whole number of milliseconds above 0, or false',
    fix: 'use milliseconds, for example 500, or false for no line about slow queries',
  }),
  sqlComments: flag(),
  nPlusOne: switchable({ enabled: flag(), threshold: count(2, 5), minDuration: milliseconds(0, 50) }),
  collapse: switchable({ enabled: flag(), limit: count(1, 20), keepSlowest: count(1, 3) }),
});
