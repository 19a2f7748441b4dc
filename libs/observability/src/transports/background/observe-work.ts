import { context } from '@opentelemetry/api';
import type { HandlerReference } from '../../context/request-scope.js';
import { preserveIdentity, type AnyFunction } from '../../core/identity.js';
import type { MethodObservation } from '../../core/method-run.js';
import { markWrapper, observationOf, wrappedBy } from '../../core/observed-method.js';
import type { OperationDefinition } from '../../core/operation.js';
import { anyoneHearsMethods, runtimeFor, type Runtime } from '../../core/runtime.js';
import { settle } from '../../core/settle.js';
import { backgroundPolicyOf, type BackgroundPolicy } from './background-policy.js';
import { BackgroundRun } from './background-run.js';
import type { DeclaredMethod } from './marked-methods.js';

const workKey = Symbol.for('nestjs-observability.background-work.v1');

/** What a call of work is, as its transport sees it. */
export interface WorkCall {
  readonly runtime: Runtime;
  readonly policy: BackgroundPolicy;
  readonly observation: MethodObservation;
  readonly handledBy: HandlerReference;
  readonly args: readonly unknown[];
}

/** One kind of background work. */
export interface WorkKind {
  readonly definition: OperationDefinition;
  /** Whether an application observes work of this kind. */
  isOn(policy: BackgroundPolicy): boolean;
  begin(call: WorkCall): BackgroundRun;
}

/**
 * Puts the observation of a run around a method, on the prototype and with all its metadata, as a decorator would: Nest then finds
 * it in place of the method. Where `@Traced` stands on the method, the run takes its place, and there is one span.
 */
export function observeWork({ prototype, owner, key, method }: DeclaredMethod, kind: WorkKind): void {
  if ((method as { [workKey]?: AnyFunction })[workKey] === method) return;
  const traced = observationOf(method);
  const inner = (traced && wrappedBy(method)) ?? method;
  const observation = merged(kind.definition, inner === method ? undefined : traced);
  const handledBy = { name: `${owner.name}.${key}`, owner, method: key, callback: method };
  const wrapper: AnyFunction = function (this: unknown, ...args: unknown[]): unknown {
    if (!anyoneHearsMethods()) return Reflect.apply(method, this, args);
    const runtime = runtimeFor(context.active(), this);
    const policy = backgroundPolicyOf(runtime);
    if (!runtime || !policy || !kind.isOn(policy)) return Reflect.apply(method, this, args);
    const run = runtime.faults.guard('background work', () =>
      kind.begin({ runtime, policy, observation, handledBy, args }),
    );
    if (!run) return Reflect.apply(method, this, args);
    let result: unknown;
    try {
      result = run.inside(() => Reflect.apply(inner, this, args) as unknown);
    } catch (thrown) {
      run.fail(thrown);
      throw thrown;
    }
    return settle(result, run);
  };
  preserveIdentity(method, wrapper);
  if (traced) markWrapper(wrapper, inner);
  Object.defineProperty(wrapper, workKey, { value: wrapper, configurable: true });
  const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
  Object.defineProperty(prototype, key, { ...descriptor, value: wrapper });
}

/** The run says what it is, and `@Traced` how it is called and what is noted. */
function merged(definition: OperationDefinition, traced: MethodObservation | undefined): MethodObservation {
  if (!traced) return { definition };
  const { definition: own, ...callbacks } = traced;
  const isNamed = own.name !== own.dimensions['code.function.name'];
  return {
    ...callbacks,
    definition: {
      ...definition,
      name: isNamed ? own.name : definition.name,
      metrics: own.metrics,
    },
  };
}
