import { types } from 'node:util';
import type { Actor } from '../context/actor.js';
import type { RequestScope } from '../context/request-scope.js';
import { attributeValue } from '../core/attribute-value.js';
import type { FaultLog } from '../core/fault-log.js';
import { attr } from '../core/names.js';

/** The `identify` option. */
export type Identify = (request: never) => Actor | undefined | Promise<Actor | undefined>;

/** What waits for an application that says who somebody is. */
interface Patience {
  /** Milliseconds that a request, or the record of a finished one, waits. */
  readonly wait: number;
  /** Late answers in a row after which nobody waits any more: such an application would be slow because of us. */
  readonly lateInARow: number;
  /** Questions without an answer after which no further one is asked: each of them holds its request. */
  readonly open: number;
}

const usual: Patience = { wait: 1_000, lateInARow: 3, open: 1_000 };

const site = 'identify option';

/**
 * Asks the application who a request is for, and trusts nothing about how it answers. It is asked for each request however often
 * it failed: who can make it fail for a while could act without a name in that while.
 */
export class ActorSource {
  private late = 0;
  private open = 0;

  constructor(
    private readonly identify: Identify,
    private readonly faults: FaultLog,
    private readonly patience: Patience = usual,
  ) {}

  /**
   * Names the actor of the scope; returns a promise only when the application needs time to say who it is. It resolves within a
   * second and never rejects; an answer that comes later is used from then on.
   */
  resolve(request: unknown, scope: RequestScope): Promise<void> | undefined {
    const pending = this.ask(request, scope, thrown => this.faults.report(site, thrown));
    return pending && this.inTime(pending);
  }

  /**
   * The same for a request that is over and never reached the interceptor. Such a request often has no user, so an
   * `identify` that relies on one may throw here without anything being wrong. Resolves within a second, never rejects.
   */
  resolveLate(request: unknown, scope: RequestScope): Promise<void> | undefined {
    const pending = this.ask(request, scope, () => undefined);
    return pending && this.inTime(pending);
  }

  private ask(
    request: unknown,
    scope: RequestScope,
    fail: (thrown: unknown) => void,
  ): Promise<void> | undefined {
    scope.identified = true;
    if (this.open >= this.patience.open) return undefined;
    try {
      const answer = this.identify(request as never);
      if (types.isPromise(answer)) return answer.then(actor => name(scope, actor)).catch(fail);
      name(scope, answer);
    } catch (thrown) {
      fail(thrown);
    }
    return undefined;
  }

  private inTime(pending: Promise<void>): Promise<void> | undefined {
    const { wait, lateInARow } = this.patience;
    let timer: NodeJS.Timeout | undefined;
    let isLate = false;
    this.open += 1;
    const answered = pending.finally(() => {
      this.open -= 1;
      clearTimeout(timer);
      if (!isLate) this.late = 0;
    });
    const late = new Promise<void>(resolve => {
      timer = setTimeout(() => {
        isLate = true;
        this.late += 1;
        this.faults.report(site, new Error(`There was no answer within ${wait} ms, so the request went on`));
        resolve();
      }, wait).unref();
    });
    return this.late >= lateInARow ? undefined : Promise.race([answered, late]);
  }
}

function name(scope: RequestScope, actor: unknown): void {
  if (typeof actor !== 'object' || actor === null || types.isProxy(actor)) return;
  const { id, tenant, type, actingFor } = actor as Partial<Actor>;
  const userId = attributeValue(id);
  if (userId === undefined || userId === '') return;
  const tenantId = attributeValue(tenant);
  const impersonated = attributeValue(actingFor);
  scope.actor = {
    id: String(userId),
    ...(tenantId !== undefined && { tenant: String(tenantId) }),
    ...(type !== undefined && { type }),
    ...(impersonated !== undefined && { actingFor: String(impersonated) }),
  };
  scope.operation?.detail(attr.userId, scope.actor.id);
  scope.operation?.detail(attr.tenantId, scope.actor.tenant);
}
