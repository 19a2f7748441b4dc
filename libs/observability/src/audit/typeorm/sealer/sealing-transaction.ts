import type { SqlStep, SqlSteps } from '../sql-steps.js';

const commit: SqlStep = { statement: 'COMMIT' };

/**
 * Steps in a transaction of their own: it begins together with the first of them, and COMMIT leaves together with a group that says it
 * is the last. A database that has refused one of them commits nothing.
 */
export function* sealingTransaction<T>(begin: readonly string[], steps: SqlSteps<T>): SqlSteps<T> {
  let opening: readonly SqlStep[] = begin.map(statement => ({ statement }));
  let isCommitted = false;
  let next = steps.next();
  while (!next.done) {
    const asked = next.value;
    const isGroup = 'together' in asked;
    const own = isGroup ? asked.together : [asked];
    isCommitted = isGroup && asked.isLast === true;
    const sent = [...opening, ...own, ...(isCommitted ? [commit] : [])];
    const answers = (yield { together: sent }) as readonly (readonly object[])[];
    const given = answers.slice(opening.length, opening.length + own.length);
    opening = [];
    next = steps.next(isGroup ? given : (given[0] as readonly object[]));
  }
  if (!isCommitted) yield commit;
  return next.value;
}
