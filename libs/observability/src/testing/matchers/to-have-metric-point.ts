import type { CapturedMetrics, CapturedPoint } from '../captured-metrics.js';
import { matched } from './matched.js';
import type { MatcherContext, MatcherResult } from './matcher-types.js';
import { printed } from './mismatch.js';

/** Figures that the point must show. */
export type PointExpectation = Partial<Record<'value' | 'count' | 'sum' | 'unit' | 'type', unknown>>;

/**
 * `expect(await telemetry.metrics()).toHaveMetricPoint('orders.placed', { tenant: 'acme' }, { value: 1 })`.
 * The attributes must be exactly these: a label too many is a series too many.
 */
export function toHaveMetricPoint(
  this: MatcherContext,
  received: CapturedMetrics,
  name: string,
  attributes: Readonly<Record<string, unknown>>,
  figures: PointExpectation = {},
): MatcherResult {
  if (!(received instanceof Map))
    throw new TypeError(
      'toHaveMetricPoint() reads collected metrics: expect(await telemetry.metrics()).toHaveMetricPoint(...)',
    );
  const points = (received as CapturedMetrics).get(name) ?? [];
  return matched(this, {
    subject: `point of ${JSON.stringify(name)} at ${printed(attributes)}`,
    candidates: points,
    expected: { ...exactly(attributes, points), ...figures },
    times: undefined,
    everything: points.length > 0 ? points.map(described).join('\n') : [...received.keys()].join('\n'),
  });
}

/** Expects the absence of every attribute that some point has and the expectation does not name. */
function exactly(attributes: Readonly<Record<string, unknown>>, points: readonly CapturedPoint[]) {
  const others = points.flatMap(point => Object.keys(point.attributes).map(key => [key, undefined] as const));
  return { attributes: { ...Object.fromEntries(others), ...attributes } };
}

const described = ({ attributes, value, count, sum }: CapturedPoint): string =>
  `${printed(attributes)} ${value === undefined ? `count ${count}, sum ${sum}` : `value ${value}`}`;
