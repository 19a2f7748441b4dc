import type { TelemetryCapture } from '../telemetry-capture.js';
import { indented } from './mismatch.js';
import type { MatcherResult } from './matcher-types.js';

/** `expect(telemetry).toHaveNoOpenSpans()`: everything that began has ended. */
export function toHaveNoOpenSpans(this: unknown, received: TelemetryCapture): MatcherResult {
  const open = received.openSpans();
  return {
    pass: open.length === 0,
    message: () =>
      open.length === 0
        ? 'expected a span that never ended, all have'
        : `expected every span to have ended, open are:\n\n${indented(open.join('\n'))}\n\nended are:\n\n${indented(received.tree())}`,
  };
}
