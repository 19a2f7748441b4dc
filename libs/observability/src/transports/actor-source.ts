import { types } from 'node:util';
import type { Actor } from '../context/actor.js';
import type { RequestScope } from '../context/request-scope.js';
import { attributeValue } from '../core/attribute-value.js';
import type { FaultLog } from '../core/fault-log.js';
import { attr } from '../core/names.js';

/** The `identify` option. */
export type Identify = (request: never) => Actor | undefined | Promise<Actor | undefined>;

/** Asks the application who a request is for, and trusts nothing about how it answers. */
export class ActorSource {
  constructor(
    private readonly identify: Identify,
    private readonly faults: FaultLog,
  ) {}

  /** Names the actor of the scope; returns a promise only when the application needs time to say who it is. */
  resolve(request: unknown, scope: RequestScope): Promise<void> | undefined {
    const answer = this.faults.guard('identify option', () => this.identify(request as never));
    if (!types.isPromise(answer)) {
      this.name(scope, answer);
      return undefined;
    }
    return answer.then(
      actor => this.name(scope, actor),
      (thrown: unknown) => this.faults.report('identify option', thrown),
    );
  }

  private name(scope: RequestScope, actor: unknown): void {
    if (typeof actor !== 'object' || actor === null || types.isProxy(actor)) return;
    const { id, tenant, type } = actor as Partial<Actor>;
    const userId = attributeValue(id);
    if (userId === undefined || userId === '') return;
    const tenantId = attributeValue(tenant);
    scope.actor = {
      id: String(userId),
      ...(tenantId !== undefined && { tenant: String(tenantId) }),
      ...(type !== undefined && { type }),
    };
    scope.operation?.detail(attr.userId, scope.actor.id);
    scope.operation?.detail(attr.tenantId, scope.actor.tenant);
  }
}
