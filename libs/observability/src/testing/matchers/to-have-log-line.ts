import type { CapturedLogLine, TelemetryCapture } from '../telemetry-capture.js';
import { matched } from './matched.js';
import type { MatcherContext, MatcherResult } from './matcher-types.js';

/** How often a log line must be there. */
export interface LogLineCount {
  /** @defaultValue one or more */
  readonly times?: number;
}

/** `expect(telemetry).toHaveLogLine({ msg: 'order placed', user_id: 'alice' })`; other fields may hold anything. */
export function toHaveLogLine(
  this: MatcherContext,
  received: TelemetryCapture | readonly CapturedLogLine[],
  expected: CapturedLogLine,
  { times }: LogLineCount = {},
): MatcherResult {
  const lines = 'logs' in received ? received.logs() : received;
  const sameMessage = lines.filter(({ msg }) => expected.msg === undefined || this.equals(msg, expected.msg));
  return matched(this, {
    subject: 'log line',
    candidates: sameMessage,
    expected,
    times,
    everything: lines.map(line => JSON.stringify(line)).join('\n'),
  });
}
