import { LocalIssuer } from '../../../orders/src/auth/local-issuer.ts';
import type { Shopper } from './shop-client.ts';

/** Tokens of everyone who takes part, from the key that the orders service trusts locally. */
export async function issueTokens(dataDirectory: string): Promise<ReadonlyMap<Shopper, string>> {
  const issuer = await LocalIssuer.open(dataDirectory);
  const token = (user: string, role: string, tenant = 'acme'): Promise<string> =>
    issuer.issue({ user, tenant, roles: [role] });
  return new Map<Shopper, string>([
    ['clerk', await token('alice', 'clerk')],
    ['carol', await token('carol', 'customer')],
    ['auditor', await token('ada', 'auditor')],
    ['stranger', await token('gus', 'clerk', 'globex')],
  ]);
}
