/** The ways to leave a record of a payment that are compared, in the order of the table. */
export const AUDIT_VARIANTS = [
  'unaudited',
  'insert',
  'audited',
  'apart',
  'unsealed',
  'loaders',
  'pipelined',
  'saved',
  'saved-audited',
  'saved-pipelined',
] as const;

/** One of {@link AUDIT_VARIANTS}. */
export type AuditVariant = (typeof AUDIT_VARIANTS)[number];

/** Whether the library keeps an audit trail in this variant. */
export function isAudited(variant: AuditVariant): boolean {
  return variant !== 'unaudited' && variant !== 'insert' && variant !== 'saved';
}

/** Whether the driver may send COMMIT behind the insert of an event. */
export function isPipelined(variant: AuditVariant): boolean {
  return variant.endsWith('pipelined');
}

/** The same transaction without a record. */
export function unauditedOf(variant: AuditVariant): AuditVariant {
  return variant.startsWith('saved') ? 'saved' : 'unaudited';
}

/** Whether its events are sealed, by whichever process. */
export function isSealed(variant: AuditVariant): boolean {
  return isAudited(variant) && variant !== 'unsealed';
}
