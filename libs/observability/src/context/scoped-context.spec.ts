import { createContextKey, ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api';
import fc from 'fast-check';
import { scopeKey } from '../core/runtime.js';
import { ScopedContext } from './scoped-context.js';

const spanOf = (spanId: string) =>
  trace.wrapSpanContext({ traceId: '0af7651916cd43dd8448eb211c80319c', spanId, traceFlags: 1 });
const span = spanOf('b7ad6b7169203331');
const keys = [scopeKey, createContextKey('baggage'), createContextKey('of the application')];

/** One step on any context. */
const step = fc.oneof(
  fc.record({ set: fc.constantFrom(...keys), value: fc.integer() }),
  fc.record({ delete: fc.constantFrom(...keys) }),
  fc.record({ span: fc.constantFrom(span, spanOf('00f067aa0ba902b7'), undefined) }),
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function take(context: Context, next: Step): Context {
  if ('set' in next) return context.setValue(next.set, next.value);
  if ('delete' in next) return context.deleteValue(next.delete);
  return next.span ? trace.setSpan(context, next.span) : trace.deleteSpan(context);
}

const seen = (context: Context) => [trace.getSpan(context), ...keys.map(key => context.getValue(key))];

describe('a context with a scope', () => {
  it('holds what the context of the API would hold, whatever is set and deleted', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.nat(11), (steps, scopedAfter) => {
        let ours: Context = ROOT_CONTEXT;
        let plain: Context = ROOT_CONTEXT;
        steps.forEach((next, index) => {
          if (index === scopedAfter) {
            ours = ScopedContext.of(ours, 'scope');
            plain = plain.setValue(scopeKey, 'scope');
          }
          ours = take(ours, next);
          plain = take(plain, next);
          expect(seen(ours)).toEqual(seen(plain));
        });
      }),
    );
  });

  it('leaves the context that it was made from as it was', () => {
    const before = ScopedContext.of(trace.setSpan(ROOT_CONTEXT, span), 'scope');
    trace.deleteSpan(before).setValue(scopeKey, 'other');
    expect(seen(before)).toEqual([span, 'scope', undefined, undefined]);
  });

  it('takes another scope and keeps the span', () => {
    const before = ScopedContext.of(trace.setSpan(ROOT_CONTEXT, span), 'scope');
    expect(seen(ScopedContext.of(before, 'other'))).toEqual([span, 'other', undefined, undefined]);
    expect(before.getValue(scopeKey)).toBe('scope');
  });

  it('sets a span without touching what is below, which is what makes it cheap', () => {
    const copied = (): never => {
      throw new Error('copied');
    };
    const untouchable: Context = {
      getValue: () => undefined,
      setValue: () => copied(),
      deleteValue: () => copied(),
    };
    const scoped = trace.setSpan(ScopedContext.of(untouchable, 'scope'), span);
    expect(trace.getSpan(scoped)).toBe(span);
  });
});
