import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { TracerProvider, type Sampler, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { TelemetryTaps } from 'nestjs-observability/testing';

/** A real OpenTelemetry SDK that feeds taps, without an application around it. */
export function wiredTelemetry(sampler?: Sampler) {
  const reader = new PulledReader();
  const meters = new MeterProvider({ readers: [reader] });
  const taps = new TelemetryTaps({ collectMetrics: async () => (await reader.collect()).resourceMetrics });
  const tracers = new TracerProvider({
    ...(sampler && { sampler }),
    spanProcessors: [new TappedProcessor(taps)],
  });
  return {
    taps,
    tracer: tracers.getTracer('test'),
    meter: meters.getMeter('test'),
    /** Resolves providers as a Nest application does. */
    app: { get: () => taps },
  };
}

class TappedProcessor implements SpanProcessor {
  constructor(private readonly taps: TelemetryTaps) {}
  onStart: SpanProcessor['onStart'] = span => this.taps.spanStarted(span);
  onEnd: SpanProcessor['onEnd'] = span => this.taps.spanEnded(span);
  async forceFlush() {}
  async shutdown() {}
}

class PulledReader extends MetricReader {
  protected async onShutdown() {}
  protected async onForceFlush() {}
}
