import { InvalidAuditQueryError } from './invalid-audit-query.error.js';

const most = 1000;

/** @throws InvalidAuditQueryError unless it is a whole number from 1 to 1000 */
export function checkedLimit(call: string, limit = 100): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= most) return limit;
  throw new InvalidAuditQueryError(call, `the limit ${limit} is not a whole number from 1 to ${most}.`);
}

/** @throws InvalidAuditQueryError unless it is a UUID: PostgreSQL would refuse the whole statement */
export function checkedId(call: string, id: string): string {
  const text = String(id).toLowerCase();
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return text;
  throw new InvalidAuditQueryError(call, `'${text.slice(0, 64)}' is not the id of an entry or an operation.`);
}

/** @throws InvalidAuditQueryError unless it is a leaf position */
export function checkedPosition(call: string, position: string | number): number {
  const value = /^\d{1,16}$/.test(String(position)) ? Number(position) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw new InvalidAuditQueryError(
    call,
    `'${String(position).slice(0, 64)}' is not a position of this trail.`,
  );
}

/** @throws InvalidAuditQueryError unless it is a W3C trace id */
export function checkedTraceId(call: string, traceId: string): string {
  const text = String(traceId).toLowerCase();
  if (/^[0-9a-f]{32}$/.test(text)) return text;
  throw new InvalidAuditQueryError(
    call,
    `'${text.slice(0, 64)}' is not a trace id of 32 hexadecimal digits.`,
  );
}
