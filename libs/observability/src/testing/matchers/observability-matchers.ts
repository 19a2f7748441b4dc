import type { CapturedLogLine } from '../telemetry-capture.js';
import { toHaveLogLine, type LogLineCount } from './to-have-log-line.js';
import { toHaveMetricPoint, type PointExpectation } from './to-have-metric-point.js';
import { toHaveNoOpenSpans } from './to-have-no-open-spans.js';
import {
  toHaveOneServerSpan,
  toHaveSpan,
  type ServerSpanExpectation,
  type SpanExpectation,
} from './to-have-span.js';

/**
 * Matchers for `expect.extend(observabilityMatchers)`, in Jest and Vitest alike.
 * With Jest's globals `import 'nestjs-observability/testing/jest'` does that and brings the types.
 */
export const observabilityMatchers = {
  toHaveSpan,
  toHaveOneServerSpan,
  toHaveLogLine,
  toHaveMetricPoint,
  toHaveNoOpenSpans,
};

/**
 * The matchers as `expect()` offers them, to extend the `Matchers` interface of a test runner with:
 * `declare module 'vitest' { interface Matchers<T> extends ObservabilityMatchers<void> {} }`
 */
export interface ObservabilityMatchers<R> {
  /** A finished span of this name, with these fields among its own. */
  toHaveSpan(name: string, expected?: SpanExpectation): R;
  /** One server span, this one, and no other. */
  toHaveOneServerSpan(expected?: ServerSpanExpectation): R;
  /** A log line with these fields among its own. */
  toHaveLogLine(expected: CapturedLogLine, count?: LogLineCount): R;
  /** A series with exactly these attributes and these figures, in `await telemetry.metrics()`. */
  toHaveMetricPoint(
    name: string,
    attributes: Readonly<Record<string, unknown>>,
    figures?: PointExpectation,
  ): R;
  /** Every span that began has ended. */
  toHaveNoOpenSpans(): R;
}
