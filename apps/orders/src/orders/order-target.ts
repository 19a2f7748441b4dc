import type { AuditTarget } from 'nestjs-observability/audit';

/** The order that a method with its id in front acts on, as the audit trail names it. */
export function anOrder(id: string): AuditTarget {
  return { type: 'Order', id };
}

/** The order that a refused request was about. */
export function refusedOrder({
  params,
}: {
  readonly params: Readonly<Record<string, string>>;
}): AuditTarget | undefined {
  return params.id === undefined ? undefined : anOrder(params.id);
}
