/** Every role that a token can carry. */
export const ROLES = ['customer', 'clerk', 'auditor'] as const;

/** What somebody may do: customers order for themselves, clerks serve a tenant, auditors only read. */
export type Role = (typeof ROLES)[number];

/** Who sends a request, as the verified token says. */
export interface Principal {
  readonly id: string;
  readonly tenant: string;
  readonly roles: readonly Role[];
}
