import { ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api';
import { scopeKey } from '../core/runtime.js';

const spanKey = keyOfSpan();

/**
 * A context with the scope and the span in fields of their own and everything else in the context below. The API's own
 * context copies a Map for each value set; a request with three traced methods sets five, which was 15 % of its cost.
 */
export class ScopedContext implements Context {
  constructor(
    private readonly rest: Context,
    private readonly scope: unknown,
    private readonly span: unknown,
  ) {}

  /** The same context, with a scope. */
  static of(parent: Context, scope: unknown): Context {
    return parent instanceof ScopedContext
      ? parent.setValue(scopeKey, scope)
      : new ScopedContext(parent, scope, parent.getValue(spanKey));
  }

  getValue(key: symbol): unknown {
    if (key === spanKey) return this.span;
    return key === scopeKey ? this.scope : this.rest.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    if (key === spanKey) return new ScopedContext(this.rest, this.scope, value);
    if (key === scopeKey) return new ScopedContext(this.rest, value, this.span);
    return new ScopedContext(this.rest.setValue(key, value), this.scope, this.span);
  }

  deleteValue(key: symbol): Context {
    if (key === spanKey || key === scopeKey) return this.setValue(key, undefined);
    return new ScopedContext(this.rest.deleteValue(key), this.scope, this.span);
  }
}

/** The API does not export the key of the span, so it is asked which key it deletes. */
function keyOfSpan(): symbol {
  let key = Symbol('no span');
  const probe: Context = {
    getValue: () => undefined,
    setValue: () => ROOT_CONTEXT,
    deleteValue(asked) {
      key = asked;
      return ROOT_CONTEXT;
    },
  };
  trace.deleteSpan(probe);
  return key;
}
