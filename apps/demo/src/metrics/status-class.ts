import type { RouteStatistics } from './route-statistics.ts';

/** How a request ended, in the words of the report. */
export type StatusClass = 'refused' | 'left' | 'failed';

/** The status under which a service counts a client that left before the answer. */
const CLIENT_LEFT = '499';

const CLASSES: Readonly<Record<StatusClass, (status: string) => boolean>> = {
  refused: status => status.startsWith('4') && status !== CLIENT_LEFT,
  left: status => status === CLIENT_LEFT,
  failed: status => status.startsWith('5'),
};

/** Share of the requests that ended like this, from 0 to 1. */
export function share(
  { counts, requests }: Pick<RouteStatistics, 'counts' | 'requests'>,
  ended: StatusClass,
): number {
  const matching = [...counts].filter(([status]) => CLASSES[ended](status));
  return matching.reduce((sum, [, count]) => sum + count, 0) / requests;
}
