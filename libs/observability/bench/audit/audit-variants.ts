/** The ways to leave a record of a payment that are compared, in the order of the table. */
export const AUDIT_VARIANTS = [
  'unaudited',
  'insert',
  'insert-pipelined',
  'audited',
  'apart',
  'unsealed',
  'loaders',
  'saved',
  'saved-audited',
] as const;

/** One of {@link AUDIT_VARIANTS}. */
export type AuditVariant = (typeof AUDIT_VARIANTS)[number];

/** Whether somebody without this library leaves the record. */
export function isHandWritten(variant: AuditVariant): boolean {
  return variant.startsWith('insert');
}

/** Whether the library keeps an audit trail in this variant. */
export function isAudited(variant: AuditVariant): boolean {
  return variant !== 'unaudited' && variant !== 'saved' && !isHandWritten(variant);
}

/** The same transaction without a record. */
export function unauditedOf(variant: AuditVariant): AuditVariant {
  return variant.startsWith('saved') ? 'saved' : 'unaudited';
}

/** Whether its events are sealed, by whichever process. */
export function isSealed(variant: AuditVariant): boolean {
  return isAudited(variant) && variant !== 'unsealed';
}
