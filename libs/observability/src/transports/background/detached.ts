import { Logger } from '@nestjs/common';
import { context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { scopeIn } from '../../context/request-scope.js';
import { backgroundAttr } from '../../core/background-names.js';
import { describeFailure } from '../../core/failure.js';
import type { OperationDefinition } from '../../core/operation.js';
import { runtimeFor } from '../../core/runtime.js';
import { backgroundPolicyOf } from './background-policy.js';
import { BackgroundRun } from './background-run.js';
import { linksTo } from './linked-span.js';

/**
 * Runs work that the caller does not wait for: a trace of its own with a link to the caller's, its duration and outcome among the
 * metrics of background work, and the request id, the actor and the baggage of the request in its lines. What it throws is
 * recorded and logged, and never an unhandled rejection.
 *
 * @param name what the work is called, one of few: it labels metrics
 * @param work begins at once
 * @returns resolves when the work is over, however it ended; there is no need to wait for it
 * @example
 * ```ts
 * void detached('warm-cache', () => this.cache.warm(product));
 * ```
 */
export async function detached(name: string, work: () => unknown): Promise<void> {
  const active = context.active();
  const runtime = runtimeFor(active, undefined);
  const policy = backgroundPolicyOf(runtime);
  if (!runtime || !policy?.settings.detached) {
    return attempt(
      () => context.with(ROOT_CONTEXT, work),
      thrown => tell(name, thrown),
    );
  }
  const scope = scopeIn(active);
  const links = linksTo(active);
  const baggage = propagation.getBaggage(active);
  const run = BackgroundRun.begin({
    runtime,
    policy,
    observation: { definition: definitionOf(name), ...(links.length > 0 && { links: () => links }) },
    origin: {
      parent: baggage ? propagation.setBaggage(ROOT_CONTEXT, baggage) : ROOT_CONTEXT,
      requestId: scope?.requestId,
      actor: scope?.actor,
    },
    args: [],
  });
  const isTold = run.operation.recorders.some(({ signal }) => signal === 'log');
  await attempt(
    () => run.inside(work),
    thrown => {
      run.fail(thrown);
      if (!isTold) tell(name, thrown);
    },
  );
  run.succeed(undefined);
}

async function attempt(work: () => unknown, failed: (thrown: unknown) => void): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    failed(thrown);
  }
}

function tell(name: string, thrown: unknown): void {
  const { type, message, stack } = describeFailure(thrown);
  new Logger('Detached').error(`${name} failed: ${type}: ${message}`, stack);
}

function definitionOf(name: string): OperationDefinition {
  return {
    type: 'background',
    name,
    kind: 'internal',
    metrics: false,
    root: false,
    line: 'failures',
    dimensions: { [backgroundAttr.trigger]: 'detached', [backgroundAttr.work]: name },
  };
}
