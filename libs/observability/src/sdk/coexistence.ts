import { trace, type ProxyTracerProvider, type TracerProvider } from '@opentelemetry/api';

/** Marks the provider of this library, whichever copy of it made it. */
export const routedProvider = Symbol.for('nestjs-observability.routed-provider.v1');

/** Where dd-trace leaves its tracer. */
const datadog = [Symbol.for('dd-trace'), '_ddtrace'] as const;

/** The tracer provider that somebody registered before this library, e.g. with `node --import`. */
export function foreignTracerProvider(): TracerProvider | undefined {
  const { getDelegate } = trace.getTracerProvider() as Partial<ProxyTracerProvider>;
  const provider = getDelegate ? getDelegate.call(trace.getTracerProvider()) : trace.getTracerProvider();
  if (routedProvider in provider || isIdle(provider)) return undefined;
  return provider;
}

/** What else observes this process, for the start-up line. */
export function otherSetups(foreign: TracerProvider | undefined): string[] {
  const process = globalThis as Record<string | symbol, unknown>;
  return [
    ...(foreign
      ? [
          `OpenTelemetry was set up before (${foreign.constructor.name.replace(/\$.*/, '')}): its server spans are taken over`,
        ]
      : []),
    ...(datadog.some(key => process[key] !== undefined)
      ? ['dd-trace makes spans of its own: set tracing: false, or DD_TRACE_OTEL_ENABLED=true to share them']
      : []),
  ];
}

/** The API's own provider, which makes no spans, as long as nobody registered one. */
function isIdle(provider: TracerProvider): boolean {
  return provider.constructor.name === 'NoopTracerProvider';
}
