import { flag, milliseconds, oneOf, switchable } from './option-rule.js';

/** The group `background`. */
export const background = switchable({
  enabled: flag(),
  schedules: flag(),
  events: flag(),
  queues: flag(),
  jobs: oneOf(['link', 'parent']),
  carryActor: flag(),
  queueInterval: milliseconds(0, 5_000),
});
