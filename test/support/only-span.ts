import type { CapturedSpan, TelemetryCapture } from 'nestjs-observability/testing';

/** The span of this name, which must be the only one. */
export function onlySpan(telemetry: TelemetryCapture, name: string): CapturedSpan {
  const [span, ...others] = telemetry.spans().filter(candidate => candidate.name === name);
  if (!span || others.length > 0) throw new Error(`expected one span "${name}" in\n${telemetry.tree()}`);
  return span;
}
