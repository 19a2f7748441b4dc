import { context, type Context } from '@opentelemetry/api';
import { types } from 'node:util';
import { preserveIdentity, type AnyFunction } from '../core/identity.js';
import { observeIterator } from '../core/iteration.js';
import { innermostOf, markWrapper } from '../core/observed-method.js';
import { anyRuntime } from '../core/runtime.js';
import { isSilent } from './audit-context.js';
import { AuditRuntime } from './audit-runtime.js';
import type { AuditedDefinition } from './audited-definition.js';
import { AuditedRun } from './audited-run.js';
import { settleAudited } from './settle-audited.js';

/**
 * Wraps a method so that each call leaves its record. The wrapper finds the audit trail of the running application at each
 * call, passes values and errors through unchanged, and calls straight through where nothing is audited.
 */
export function auditMethod(original: AnyFunction, definition: AuditedDefinition): AnyFunction {
  const wrapper = types.isGeneratorFunction(innermostOf(original))
    ? auditedGenerator(original, definition)
    : auditedFunction(original, definition);
  preserveIdentity(original, wrapper);
  markWrapper(wrapper, original);
  return wrapper;
}

function auditedFunction(original: AnyFunction, definition: AuditedDefinition): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    if (!anyRuntime()) return Reflect.apply(original, this, args);
    const active = context.active();
    const audit = auditFor(active, this);
    if (!audit) return Reflect.apply(original, this, args);
    const run = new AuditedRun({ audit, definition, active, args });
    const call = (): unknown => {
      let result: unknown;
      try {
        result = run.inside(() => Reflect.apply(original, this, args) as unknown);
      } catch (thrown) {
        void run.fail(thrown);
        throw thrown;
      }
      return settleAudited(result, run);
    };
    const { atomic = audit.atomic } = definition.options;
    return atomic === 'attempt-first' ? run.attempt().then(call) : call();
  };
}

/** The body of a generator runs at the first `next`, so that is where its operation starts. */
function auditedGenerator(original: AnyFunction, definition: AuditedDefinition): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const generator = Reflect.apply(original, this, args) as object;
    if (!anyRuntime()) return generator;
    const active = context.active();
    const audit = auditFor(active, this);
    if (!audit) return generator;
    return observeIterator(generator, () => new AuditedRun({ audit, definition, active, args }));
  };
}

/** A loader of the audit trail that calls an audited method is no action of anybody. */
function auditFor(active: Context, instance: unknown): AuditRuntime | undefined {
  return isSilent(active) ? undefined : AuditRuntime.of(active, instance);
}
