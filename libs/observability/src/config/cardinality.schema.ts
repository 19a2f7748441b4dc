import { z } from 'zod';
import { count, flag } from './option-rule.js';

/** The option `metrics.cardinality`. */
export const cardinalitySchema = z
  .strictObject({
    perLabel: count(1, 200),
    perMetric: count(2, 2_000),
    perProcess: count(1, 10_000),
    promClient: flag(),
  })
  .optional();
