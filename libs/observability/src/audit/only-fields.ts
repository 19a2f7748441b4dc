import type { AuditValue } from './audit-entry.js';

type Members = Readonly<Record<string, AuditValue>>;

/** The part of a state that the `only` option leaves: fields by name, `address.city` for one inside another. */
export function onlyFields(
  value: AuditValue | undefined,
  only: readonly string[] | undefined,
): AuditValue | undefined {
  if (!only || typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return pick(
    value as Members,
    only.map(field => field.split('.')),
  );
}

function pick(from: Members, fields: readonly (readonly string[])[]): Members {
  const picked: Record<string, AuditValue> = {};
  for (const [key, value] of Object.entries(from)) {
    const inner = fields.filter(([first]) => first === key).map(([, ...rest]) => rest);
    if (inner.length === 0) continue;
    const whole = inner.some(rest => rest.length === 0);
    const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
    picked[key] = whole || !isRecord ? value : pick(value as Members, inner);
  }
  return picked;
}
