import type { ResolvedBackground } from '../../config/resolve-background.js';
import type { CorrelationIds } from '../../context/correlation-id.js';
import type { Runtime } from '../../core/runtime.js';
import type { BackgroundRun } from './background-run.js';

const policyKey = Symbol.for('nestjs-observability.background.v1');

/** How one application sees the work that no request waits for, and what of it is under way. */
export class BackgroundPolicy {
  private readonly underWay = new Set<BackgroundRun>();

  constructor(
    readonly settings: ResolvedBackground,
    readonly ids: CorrelationIds,
  ) {}

  began(run: BackgroundRun): void {
    this.underWay.add(run);
  }

  ended(run: BackgroundRun): void {
    this.underWay.delete(run);
  }

  /** The application ends: what still runs is told as aborted, because it will not be told otherwise. */
  abortAll(): void {
    for (const run of this.underWay) run.abort();
  }
}

/** The policy of an application; absent where no application is observed. */
export function backgroundPolicyOf(runtime: Runtime | undefined): BackgroundPolicy | undefined {
  return runtime?.extensions.get(policyKey) as BackgroundPolicy | undefined;
}

/** Makes the policy known to work that is wrapped once for all applications of a process. */
export function useBackgroundPolicy(runtime: Runtime, policy: BackgroundPolicy): void {
  runtime.extensions.set(policyKey, policy);
}
