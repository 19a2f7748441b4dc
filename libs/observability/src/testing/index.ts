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
