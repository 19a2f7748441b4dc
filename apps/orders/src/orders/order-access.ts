import type { Principal } from '../auth/principal.js';

/** Which orders somebody may touch; the keys are columns of the orders table. */
export interface OrderScope {
  readonly tenant: string;
  readonly customerId?: string;
}

/** Clerks and auditors see every order of their tenant, customers only their own. */
export function orderScope({ id, tenant, roles }: Principal): OrderScope {
  const staff = roles.includes('clerk') || roles.includes('auditor');
  return staff ? { tenant } : { tenant, customerId: id };
}

/** Clerks order for any customer of their tenant, customers only for themselves. */
export function mayOrderFor({ id, roles }: Principal, customerId: string): boolean {
  return roles.includes('clerk') || id === customerId;
}
