import { types } from 'node:util';
import { isActionName, maxAction } from './action-name.js';
import type { AuditChange, AuditCrud, AuditOutcome, AuditTarget, AuditValue } from './audit-entry.js';
import type { AuditOnWriteError } from './audited-options.js';
import { InvalidAuditEntryError } from './invalid-audit-entry.error.js';
import type { AuditReason } from './reason-of.js';
import type { TypeOrmManager } from './typeorm/typeorm-types.js';

/** An entry that the application writes by hand. */
export interface ManualAuditEntry {
  /** From a fixed list of names such as `order.export`; never contains an id. */
  readonly action: string;
  readonly target?: AuditTarget | readonly AuditTarget[];
  /** @defaultValue `'success'` */
  readonly outcome?: AuditOutcome;
  readonly crud?: AuditCrud;
  /** A bounded code that says why it ended like this. */
  readonly reasonCode?: string;
  /** Why the actor does it; anything but a text is stored as JSON. */
  readonly reason?: AuditReason;
  readonly changes?: readonly AuditChange[];
  readonly details?: Readonly<Record<string, AuditValue>>;
  /** The manager of the transaction that it belongs to, where several are open at once. */
  readonly manager?: TypeOrmManager;
  /** @defaultValue inside a transaction the module's option, else `'fail'` */
  readonly onWriteError?: AuditOnWriteError;
}

const outcomes: Readonly<Record<AuditOutcome, true>> = {
  success: true,
  failure: true,
  denied: true,
  rolled_back: true,
  unknown: true,
};
const cruds: Readonly<Record<AuditCrud, true>> = { c: true, r: true, u: true, d: true, x: true };

/**
 * Checks what the code says of an entry. What users and databases put into it - ids, reasons, details, changes - is stored as
 * well as it can be: the values of an action must not hide it.
 *
 * @throws InvalidAuditEntryError for an action, an outcome, a crud or a target that is none
 */
export function checkManualEntry({ action, outcome, crud, target }: ManualAuditEntry): void {
  if (!isActionName(action)) {
    throw new InvalidAuditEntryError(
      'action',
      `${shown(action)} is no name of an action`,
      `Pass one such as 'order.cancel': letters, digits, dots, dashes and underscores, at most ${maxAction}.`,
    );
  }
  oneOf('outcome', outcome, outcomes);
  oneOf('crud', crud, cruds);
  if (target === undefined || target === null) return;
  if (types.isProxy(target) || !Array.isArray(target)) checkTarget(target as AuditTarget);
  else for (const one of target as readonly AuditTarget[]) checkTarget(one);
}

function oneOf(field: string, value: string | undefined, allowed: Readonly<Record<string, true>>): void {
  if (value === undefined || (typeof value === 'string' && Object.hasOwn(allowed, value))) return;
  const names = Object.keys(allowed).map(name => `'${name}'`);
  throw new InvalidAuditEntryError(field, `is ${shown(value)}`, `Pass ${names.join(', ')}, or leave it out.`);
}

/** Its shape is the code's; what its type and id are may come from a user. */
function checkTarget(target: unknown): void {
  const isObject = typeof target === 'object' && target !== null;
  if (isObject && (types.isProxy(target) || ('type' in target && 'id' in target))) return;
  throw new InvalidAuditEntryError(
    'target',
    isObject ? 'has no type or no id' : `is ${shown(target)}`,
    `Pass { type: 'Order', id: '4711' } or a list of such, or leave it out.`,
  );
}

/** Runs no code of the value. */
function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value.slice(0, 64)}'`;
  return typeof value === 'object' || typeof value === 'function' ? `of type ${typeof value}` : String(value);
}
