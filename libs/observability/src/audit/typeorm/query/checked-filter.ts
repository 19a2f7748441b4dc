import type { AuditActor, AuditOutcome } from '../../audit-entry.js';
import type { AuditFilter, AuditReadOptions, AuditTime } from './audit-filter.js';
import { InvalidAuditQueryError } from './invalid-audit-query.error.js';
import { checkTenantScope, type TenantScope } from './tenant-scope.js';

/** A filter in one form, with moments in microseconds. */
export interface CheckedFilter {
  readonly tenant: TenantScope;
  readonly actor?: { readonly type?: AuditActor['type']; readonly id?: string };
  readonly target?: { readonly type: string; readonly id?: string };
  readonly actions?: readonly string[];
  readonly outcomes?: readonly AuditOutcome[];
  readonly from?: number;
  readonly to?: number;
}

const outcomes: readonly string[] = ['success', 'failure', 'denied', 'rolled_back', 'unknown'];

/**
 * Checks a filter and brings it into one form.
 *
 * @throws AuditTenantScopeError without a tenant
 * @throws InvalidAuditQueryError for a malformed action, outcome or time
 */
export function checkedFilter(
  call: string,
  filter: AuditFilter & Pick<AuditReadOptions, 'tenant'>,
): CheckedFilter {
  const { actor, target, action, outcome, from, to } = filter;
  return {
    tenant: checkTenantScope(filter.tenant, call),
    ...(actor !== undefined && { actor: typeof actor === 'string' ? { id: actor } : actor }),
    ...(target !== undefined && { target }),
    ...(action !== undefined && { actions: [action].flat().map(each => checkedAction(call, each)) }),
    ...(outcome !== undefined && { outcomes: [outcome].flat().map(each => checkedOutcome(call, each)) }),
    ...(from !== undefined && { from: microseconds(call, from) }),
    ...(to !== undefined && { to: microseconds(call, to) }),
  };
}

/**
 * A moment in microseconds since the epoch.
 *
 * @throws InvalidAuditQueryError for what is no date, or names no time zone
 */
export function microseconds(call: string, time: AuditTime): number {
  const zoned = time instanceof Date || /^\d{4}-\d\d-\d\d(T.*(Z|[+-]\d\d:?\d\d))?$/.test(time);
  const value = zoned ? new Date(time).getTime() : Number.NaN;
  if (!Number.isNaN(value)) return value * 1000;
  throw new InvalidAuditQueryError(
    call,
    `'${String(time)}' is no moment. Pass a Date, a day (2026-07-01, in UTC) or a time with its zone (2026-07-01T12:00:00Z).`,
  );
}

function checkedAction(call: string, action: string): string {
  if (/^[^*]*\*?$/.test(action) && action !== '') return action;
  throw new InvalidAuditQueryError(
    call,
    `the action '${action}' cannot be searched for: write it whole (order.cancel), or its beginning and a star (order.*).`,
  );
}

function checkedOutcome(call: string, outcome: AuditOutcome): AuditOutcome {
  if (outcomes.includes(outcome)) return outcome;
  throw new InvalidAuditQueryError(
    call,
    `'${outcome}' is not an outcome; these are: ${outcomes.join(', ')}.`,
  );
}
