import { context, diag, propagation, trace, type TextMapPropagator } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import type { ResolvedTracing } from '../config/resolved-options.js';
import { RoutedTracerProvider } from './routed-tracer-provider.js';
import { TransparentPropagator } from './transparent-propagator.js';

/** What the applications of a process share, and who still needs it. */
interface ProcessGlobals {
  users: number;
  releases: (() => void)[];
}

const slotKey = Symbol.for('nestjs-observability.globals.v1');
type Slot = { [slotKey]?: ProcessGlobals };

/**
 * Registers what the OpenTelemetry API keeps once for the process: the context manager, the propagator and the tracer
 * provider that routes to the application at work. What somebody else registered before is used and left alone.
 *
 * @returns ends the use; with the last one the API is free again, as it was before the first
 */
export function useProcessGlobals(propagators: ResolvedTracing['propagators'] | undefined): () => void {
  const globals = ((globalThis as Slot)[slotKey] ??= { users: 0, releases: [] });
  if (globals.users === 0) globals.releases = register(propagators);
  globals.users += 1;
  let used = true;
  return () => {
    if (!used) return;
    used = false;
    globals.users -= 1;
    if (globals.users === 0) for (const release of globals.releases.splice(0)) release();
  };
}

function register(propagators: ResolvedTracing['propagators'] | undefined): (() => void)[] {
  const releases: (() => void)[] = [() => diag.disable()];
  if (context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())) {
    releases.push(() => context.disable());
  }
  if (!propagators) return releases;
  if (propagation.setGlobalPropagator(propagatorOf(propagators))) releases.push(() => propagation.disable());
  // Before the SDK does, so that tracers which the application took earlier find their way too.
  if (trace.setGlobalTracerProvider(new RoutedTracerProvider())) releases.push(() => trace.disable());
  return releases;
}

function propagatorOf(names: ResolvedTracing['propagators']): TextMapPropagator {
  const known = { tracecontext: W3CTraceContextPropagator, baggage: W3CBaggagePropagator };
  const composite = new CompositePropagator({ propagators: names.map(name => new known[name]()) });
  return new TransparentPropagator(composite);
}
