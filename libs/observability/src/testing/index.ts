export { captureTelemetry, TelemetryNotCapturableError, type ProviderSource } from './capture-telemetry.js';
export { expectNoNPlusOne, NPlusOneError, type NPlusOneSource } from './expect-no-n-plus-one.js';
export { TelemetryCapture, type CapturedLogLine } from './telemetry-capture.js';
export type { CapturedError, CapturedSpan } from './captured-span.js';
export type { CapturedMetrics, CapturedPoint } from './captured-metrics.js';
export { renderSpanTree, type SpanTreeOptions } from './span-tree.js';
export { observabilityMatchers, type ObservabilityMatchers } from './matchers/observability-matchers.js';
export type { ServerSpanExpectation, SpanExpectation, SpanSource } from './matchers/to-have-span.js';
export type { LogLineCount } from './matchers/to-have-log-line.js';
export type { PointExpectation } from './matchers/to-have-metric-point.js';
export type { MatcherContext, MatcherResult } from './matchers/matcher-types.js';
export { TelemetryTaps, type TelemetryListener, type TelemetryTapsOptions } from '../sdk/telemetry-taps.js';
export type { ContractCase } from './contracts/contract-case.js';
export {
  messageTransportContract,
  type MessageTransportSubject,
} from './contracts/message-transport.contract.js';
export { captureExits, expectNoLeak, SecretLeakError } from './leaks/expect-no-leak.js';
export type { ExitCapture, OtherExits } from './leaks/exit-capture.js';
export type { SecretLeak } from './leaks/find-leaks.js';
export { hostileValues } from './hostile/hostile-values.js';
export type { HostileValue } from './hostile/hostile-value.js';
export { runWithAndWithout } from './differential/run-with-and-without.js';
export type {
  CreateApp,
  Difference,
  DifferentialCall,
  DifferentialOptions,
  DifferentialRequest,
  DifferentialStep,
} from './differential/differential-types.js';
