import { propagation, trace, type Context, type TextMapPropagator } from '@opentelemetry/api';
import { policyIn } from '../context/propagation-policy.js';
import { scopeIn } from '../context/request-scope.js';
import { runtimeFor } from '../core/runtime.js';

/**
 * Keeps an application that records nothing out of the traces of others: it hands on the trace context that a request came
 * with, as it came, and starts none of its own. With the flag 00 of a span that is never sent, every service behind it that
 * follows its caller would drop its part of the trace. Baggage leaves by the rules of the application at work.
 */
export class TransparentPropagator implements TextMapPropagator {
  constructor(private readonly inner: TextMapPropagator) {}

  inject(...[active, carrier, setter]: Parameters<TextMapPropagator['inject']>): void {
    const leaving = runtimeFor(active, undefined)?.spansLeave() === false ? received(active) : active;
    if (!leaving) return;
    const allowed = policyIn(active)?.withAllowedBaggage(leaving) ?? propagation.deleteBaggage(leaving);
    this.inner.inject(allowed, carrier, setter);
  }

  extract(...question: Parameters<TextMapPropagator['extract']>): Context {
    return this.inner.extract(...question);
  }

  fields(): string[] {
    return this.inner.fields();
  }
}

/** The context with the caller's span in place of ours; nothing when the request came without a trace. */
function received(active: Context): Context | undefined {
  const parent = scopeIn(active)?.operation?.parent;
  const caller = parent && trace.getSpanContext(parent);
  return caller?.isRemote === true ? trace.setSpanContext(active, caller) : undefined;
}
