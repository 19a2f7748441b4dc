import type { Context } from '@opentelemetry/api';
import type { Actor } from '../../context/actor.js';
import {
  RequestScope,
  withScope,
  type FieldValue,
  type HandlerReference,
} from '../../context/request-scope.js';
import { MethodRun, type MethodObservation } from '../../core/method-run.js';
import { attr } from '../../core/names.js';
import type { Runtime } from '../../core/runtime.js';
import type { BackgroundPolicy } from './background-policy.js';

/** Where work comes from. */
export interface RunOrigin {
  /** Whose child the span is; the root context for a trace of its own. */
  readonly parent: Context;
  /** Id of the request that asked for the work; anything unacceptable is replaced. */
  readonly requestId?: unknown;
  /** On whose behalf it runs. */
  readonly actor?: Actor | undefined;
}

/** A run that is about to begin. */
export interface RunPlan {
  readonly runtime: Runtime;
  readonly policy: BackgroundPolicy;
  readonly observation: MethodObservation;
  readonly origin: RunOrigin;
  readonly args: ArrayLike<unknown>;
  readonly handledBy?: HandlerReference | undefined;
  /** Fields for each line inside of it. */
  readonly fields?: Readonly<Record<string, FieldValue>> | undefined;
  /** Whether something that was thrown only says that the work goes on later. */
  readonly isPostponed?: ((thrown: unknown) => boolean) | undefined;
}

/** One run of background work, with a request scope of its own: nothing that it notes reaches the request that it came from. */
export class BackgroundRun extends MethodRun {
  private constructor(
    private readonly plan: RunPlan,
    parent: Context,
  ) {
    super(plan.runtime, plan.observation, parent, plan.args);
    plan.policy.began(this);
  }

  static begin(plan: RunPlan): BackgroundRun {
    const { runtime, policy, origin, handledBy, fields = {} } = plan;
    const { parent, requestId, actor } = origin;
    const scope = new RequestScope(runtime, policy.ids.accept(requestId));
    scope.actor = actor;
    scope.identified = actor !== undefined;
    scope.handledBy = handledBy;
    for (const [name, value] of Object.entries(fields)) scope.fields.set(name, value);
    const run = new BackgroundRun(plan, withScope(parent, scope));
    scope.operation = run.operation;
    run.operation.detail(attr.userId, actor?.id);
    run.operation.detail(attr.tenantId, actor?.tenant);
    run.operation.detail(attr.requestId, scope.requestId);
    return run;
  }

  override succeed(value: unknown): void {
    this.plan.policy.ended(this);
    super.succeed(value);
  }

  override fail(thrown: unknown): void {
    this.plan.policy.ended(this);
    if (this.plan.isPostponed?.(thrown)) super.abort();
    else super.fail(thrown);
  }

  override abort(): void {
    this.plan.policy.ended(this);
    super.abort();
  }
}
