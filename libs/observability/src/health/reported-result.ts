import type { CheckResult } from './check-result.js';

/**
 * Lets an indicator say more than that it worked: a class of its own, so that no value that a user's `check`
 * happens to resolve to can be mistaken for it.
 */
export class ReportedResult {
  constructor(readonly result: CheckResult) {}
}
