import type { Sample } from './prometheus-text.ts';

/** How work went that no request waited for, since its service started. */
export interface BackgroundWork {
  readonly work: string;
  /** `cron`, `queue`, `detached`, ... */
  readonly trigger: string;
  readonly succeeded: number;
  /** Failed, refused or aborted. */
  readonly failed: number;
  /** Mean, in seconds. */
  readonly mean: number;
}

const duration = 'background_run_duration_seconds';

/** Reads the work of a service from its metrics page. */
export function backgroundWork(page: readonly Sample[]): BackgroundWork[] {
  const works = new Map<string, { trigger: string; succeeded: number; failed: number; seconds: number }>();
  for (const { name, labels, value } of page) {
    if (!name.startsWith(duration) || name.endsWith('_bucket')) continue;
    const work = labels.get('background_work') ?? '';
    const trigger = labels.get('background_trigger') ?? '';
    const sum = works.get(work) ?? { trigger, succeeded: 0, failed: 0, seconds: 0 };
    works.set(work, sum);
    if (name.endsWith('_sum')) sum.seconds += value;
    else if (labels.get('outcome') === 'success') sum.succeeded += value;
    else sum.failed += value;
  }
  return [...works].map(([work, { trigger, succeeded, failed, seconds }]) => ({
    work,
    trigger,
    succeeded,
    failed,
    mean: seconds / Math.max(succeeded + failed, 1),
  }));
}
