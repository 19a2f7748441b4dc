/** The ways to leave a record of a payment that are compared, in the order of the table. */
export const AUDIT_VARIANTS = ['unaudited', 'insert', 'audited', 'apart', 'unsealed', 'loaders'] as const;

/** One of {@link AUDIT_VARIANTS}. */
export type AuditVariant = (typeof AUDIT_VARIANTS)[number];

/** Whether the library keeps an audit trail in this variant. */
export function isAudited(variant: AuditVariant): boolean {
  return variant !== 'unaudited' && variant !== 'insert';
}

/** Whether its events are sealed, by whichever process. */
export function isSealed(variant: AuditVariant): boolean {
  return isAudited(variant) && variant !== 'unsealed';
}
