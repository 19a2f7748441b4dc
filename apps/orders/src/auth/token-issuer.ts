import type { JWTVerifyGetKey } from 'jose';

/** Injection token of the {@link TokenIssuer}. */
export const TOKEN_ISSUER = Symbol('TOKEN_ISSUER');

/** Whose tokens are accepted, and how their claims are read. */
export interface TokenIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly rolesClaim: string;
  readonly tenantClaim: string;
  /** Finds the public key of a token. */
  readonly keys: JWTVerifyGetKey;
}
