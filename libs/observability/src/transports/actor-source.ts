import { types } from 'node:util';
import type { Actor } from '../context/actor.js';
import type { RequestScope } from '../context/request-scope.js';
import { attributeValue } from '../core/attribute-value.js';
import type { FaultLog } from '../core/fault-log.js';
import { attr } from '../core/names.js';

/** The `identify` option. */
export type Identify = (request: never) => Actor | undefined | Promise<Actor | undefined>;

/** Milliseconds that the record of a finished request waits to learn who made it. */
const latestAnswer = 1_000;

const site = 'identify option';

/** Asks the application who a request is for, and trusts nothing about how it answers. */
export class ActorSource {
  constructor(
    private readonly identify: Identify,
    private readonly faults: FaultLog,
  ) {}

  /** Names the actor of the scope; returns a promise only when the application needs time to say who it is. */
  resolve(request: unknown, scope: RequestScope): Promise<void> | undefined {
    return this.ask(request, scope, thrown => this.faults.report(site, thrown));
  }

  /**
   * The same for a request that is over and never reached the interceptor. Such a request often has no user, so an
   * `identify` that relies on one may throw here without anything being wrong. Resolves within a second, never rejects.
   */
  resolveLate(request: unknown, scope: RequestScope): Promise<void> | undefined {
    const pending = this.ask(request, scope, () => undefined);
    if (!pending) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>(resolve => {
      timer = setTimeout(resolve, latestAnswer).unref();
    });
    return Promise.race([pending, late]).finally(() => clearTimeout(timer));
  }

  private ask(
    request: unknown,
    scope: RequestScope,
    fail: (thrown: unknown) => void,
  ): Promise<void> | undefined {
    scope.identified = true;
    try {
      const answer = this.identify(request as never);
      if (types.isPromise(answer)) return answer.then(actor => name(scope, actor)).catch(fail);
      name(scope, answer);
    } catch (thrown) {
      fail(thrown);
    }
    return undefined;
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
